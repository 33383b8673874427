package io.github.trocr4j;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.InferenceGraphs;
import io.github.trocr4j.graph.Patches;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ImageToText;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.NativeStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A TrOCR model: takes pixel values and returns encoder states, logits or token ids. In shapes, B is the number of
 * pictures, T of encoder tokens (special tokens and patches), L of decoder tokens, and V of outputs (10 with the digit
 * head).
 *
 * <p>Thread-safe; calls run one at a time. {@link #close} waits for the call in progress; later calls throw
 * {@link IllegalStateException}.
 */
public final class TrOcr implements ImageToText {
    private final ReentrantLock lock = new ReentrantLock();
    private final TrOcrConfig config;
    private final GenerationConfig generation;
    private final Optional<Weights> own; // closed by close()
    private final InferenceGraphs graphs;
    private boolean closed;

    /**
     * Creates a model from weights in memory. The caller must not change them while this is open, because it also uses
     * copies.
     */
    public TrOcr(ModelDirectory model) {
        this(model, GraphEngine.fastestOn(Backend.here()));
    }

    /** As above, with a choice of {@link GraphEngine}. */
    public TrOcr(ModelDirectory model, GraphEngine engine) {
        this(model.config(), model.generation(), model.weights(), engine, OptionalInt.empty(), false);
    }

    private TrOcr(
            TrOcrConfig config,
            GenerationConfig generation,
            Weights weights,
            GraphEngine engine,
            OptionalInt threads,
            boolean owns) {
        this.config = config;
        this.generation = generation;
        this.own = owns ? Optional.of(weights) : Optional.empty();
        int most = threads.orElseGet(() -> NativeStart.apply().threads());
        this.graphs = InferenceGraphs.frozen(weights, engine, most);
    }

    /** Creates a model with at most this many threads. */
    static TrOcr of(ModelDirectory model, OptionalInt threads) {
        return of(model, threads, false);
    }

    private static TrOcr of(ModelDirectory model, OptionalInt threads, boolean owns) {
        return new TrOcr(
                model.config(),
                model.generation(),
                model.weights(),
                GraphEngine.fastestOn(Backend.here()),
                threads,
                owns);
    }

    /** Creates a model with the usual settings of generation; {@link #close} closes the weights. */
    static TrOcr owning(Weights weights, OptionalInt threads) {
        TrOcrConfig config = weights.config();
        return new TrOcr(
                config,
                GenerationConfig.usual(config, OptionalInt.empty()),
                weights,
                GraphEngine.fastestOn(Backend.here()),
                threads,
                true);
    }

    /**
     * Loads a model directory, written by HuggingFace or by {@link ModelDirectory#save}; see
     * {@link ModelDirectory#load}.
     *
     * @throws IOException if a file is missing or invalid; the message names the file, what was expected and what was
     *     found
     */
    public static TrOcr load(Path modelDirectory) throws IOException {
        return of(ModelDirectory.load(modelDirectory), OptionalInt.empty(), true);
    }

    /** Returns the settings of {@link #generate(INDArray)}. */
    public GenerationConfig generation() {
        return generation;
    }

    /** Returns the model's configuration. */
    public TrOcrConfig config() {
        return config;
    }

    /**
     * Runs the encoder.
     *
     * @param pixelValues [B, 3, H, W]; H and W are multiples of the patch size. If they differ from the configured
     *     size, position embeddings are interpolated
     * @return the last hidden state, [B, T, hidden]
     */
    public INDArray encode(INDArray pixelValues) {
        lock.lock();
        try {
            return encodeRows(pixelValues)
                    .dup()
                    .reshape(pixelValues.size(0), -1, config.encoder().hiddenSize());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Computes logits with teacher forcing; for a model that decodes in parallel, in its single pass.
     *
     * @param pixelValues as for {@link #encode}
     * @param decoderInputIds [B][L], the start token first; for a parallel model, only the start token at each of the
     *     digit head's positions
     * @return the logits, [B, L, V]
     */
    public INDArray logits(INDArray pixelValues, int[][] decoderInputIds) {
        Decoding.requireRectangle(decoderInputIds, pixelValues.size(0));
        lock.lock();
        try {
            return graphs.logits(encodeRows(pixelValues), decoderInputIds)
                    .dup()
                    .reshape(decoderInputIds.length, decoderInputIds[0].length, config.outputs());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Computes logits with teacher forcing, as above, from row-major values on the Java heap.
     *
     * @param pixelValues [batch, 3, height, width]
     * @param decoderInputIds [batch][L]
     * @return the logits, [batch][L][V]
     */
    public float[][][] logits(float[] pixelValues, int batch, ImageSize size, int[][] decoderInputIds) {
        Decoding.requireRectangle(decoderInputIds, batch);
        lock.lock();
        try {
            requireOpen();
            try (INDArray patches = Patches.of(pixelValues, batch, config.encoder(), size)) {
                float[][] rows = graphs.logits(graphs.encode(patches, size), decoderInputIds)
                        .reshape(-1, config.outputs()) // [B * L, V]
                        .toFloatMatrix();
                int length = decoderInputIds[0].length;
                float[][][] logits = new float[batch][][];
                for (int i = 0; i < batch; i++) {
                    logits[i] = Arrays.copyOfRange(rows, i * length, (i + 1) * length);
                }
                return logits;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Generates tokens with the model's own settings, {@link ModelDirectory#generation}, as HF's
     * {@code generate(pixel_values)}: autoregressively with a key-value cache, or in one pass if the model decodes in
     * parallel.
     *
     * @param pixelValues as for {@link #encode}
     * @return token ids without the start token, {@code num_return_sequences} rows for each picture; padded after the
     *     end token to the longest. A parallel model has at most as many as positions
     * @throws IllegalArgumentException if the settings have no start token, or allow more tokens than the model has
     *     positions and a sequence does not end before
     */
    public int[][] generate(INDArray pixelValues) {
        return generate(pixelValues, generation).ids();
    }

    /** As above, with another number of tokens at most. */
    public int[][] generate(INDArray pixelValues, int maxNewTokens) {
        return generateWithProbabilities(pixelValues, maxNewTokens).ids();
    }

    /** As above, and returns the probability of each token and the scores. */
    public Generation generateWithProbabilities(INDArray pixelValues, int maxNewTokens) {
        return generate(pixelValues, generation.withMaxNewTokens(maxNewTokens));
    }

    /** As {@link #generate(INDArray)}, with other settings. */
    public Generation generate(INDArray pixelValues, GenerationConfig settings) {
        lock.lock();
        try {
            return graphs.generate(encodeRows(pixelValues), Math.toIntExact(pixelValues.size(0)), settings);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Generation generate(float[] pixelValues, int batch, ImageSize size, GenerationConfig settings) {
        lock.lock();
        try {
            requireOpen();
            try (INDArray patches = Patches.of(pixelValues, batch, config.encoder(), size)) {
                return graphs.generate(graphs.encode(patches, size), batch, settings);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<AttentionMaps> attention(float[] pixelValues, int batch, ImageSize size, int[][] decoderInputIds) {
        Decoding.requireRectangle(decoderInputIds, batch);
        lock.lock();
        try {
            requireOpen();
            try (INDArray patches = Patches.of(pixelValues, batch, config.encoder(), size)) {
                float[][][] tokens = graphs.crossAttention(graphs.encode(patches, size), decoderInputIds);
                return Arrays.stream(tokens)
                        .map(each -> AttentionMaps.of(each, config.encoder(), size))
                        .toList();
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This TrOcr is closed.");
        }
    }

    private INDArray encodeRows(INDArray pixelValues) {
        requireOpen();
        try (INDArray patches = Patches.of(pixelValues, config.encoder())) {
            ImageSize size = Patches.sizeOf(pixelValues);
            return graphs.encode(patches, size);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                graphs.close();
                own.ifPresent(Weights::close);
            }
        } finally {
            lock.unlock();
        }
    }
}
