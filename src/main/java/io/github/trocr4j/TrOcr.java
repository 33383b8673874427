package io.github.trocr4j;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.InferenceGraphs;
import io.github.trocr4j.model.Patches;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.Weights;
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
 * A TrOCR model in numbers: pixel values in, encoder states, logits or token ids out. Letters of the shapes: B pictures,
 * T encoder tokens (2 + patches), L decoder tokens, V outputs (10 with the digit head).
 *
 * <p>May be shared between threads; calls run one after the other. {@link #close} waits for the call in flight, later
 * calls throw {@link IllegalStateException}.
 */
public final class TrOcr implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final TrOcrConfig config;
    private final Optional<Weights> own; // closed with this
    private final InferenceGraphs graphs;
    private boolean closed;

    /** A model over weights that are in memory already. Nobody may change them while this is open: it works with copies too. */
    public TrOcr(ModelDirectory model) {
        this(model, GraphEngine.fastestOn(Backend.here()));
    }

    /** As above, with a choice of {@link GraphEngine}. */
    public TrOcr(ModelDirectory model, GraphEngine engine) {
        this(model, engine, OptionalInt.empty(), false);
    }

    private TrOcr(ModelDirectory model, GraphEngine engine, OptionalInt threads, boolean owns) {
        this.config = model.config();
        this.own = owns ? Optional.of(model.weights()) : Optional.empty();
        int most = threads.orElseGet(() -> NativeStart.apply().threads());
        this.graphs = InferenceGraphs.frozen(model.weights(), engine, most);
    }

    /** With at most so many threads; if {@code owns}, the weights end with it. */
    static TrOcr of(ModelDirectory model, OptionalInt threads, boolean owns) {
        return new TrOcr(model, GraphEngine.fastestOn(Backend.here()), threads, owns);
    }

    /**
     * Reads a model directory: HuggingFace's, or one that was written here; see {@link ModelDirectory#load}.
     *
     * @throws IOException one sentence that names the file, what was expected, what was found
     */
    public static TrOcr load(Path modelDirectory) throws IOException {
        return of(ModelDirectory.load(modelDirectory), OptionalInt.empty(), true);
    }

    /** The model's configuration. */
    public TrOcrConfig config() {
        return config;
    }

    /**
     * The encoder.
     *
     * @param pixelValues [B, 3, H, W]; H and W are multiples of the patch and may differ from the configuration's, then
     *     positions are interpolated
     * @return last hidden state [B, T, hidden]
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
     * Teacher forcing; for a model that reads in parallel, its one pass.
     *
     * @param pixelValues as for {@link #encode}
     * @param decoderInputIds [B][L], the start token first; for a parallel model the start token at each of the digit
     *     head's positions, nothing else
     * @return [B, L, V]
     */
    public INDArray logits(INDArray pixelValues, int[][] decoderInputIds) {
        requireRectangle(decoderInputIds, pixelValues.size(0));
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
     * Greedy reading: autoregressive with a key-value cache, or in one pass where the model reads in parallel.
     *
     * @param pixelValues as for {@link #encode}
     * @param maxNewTokens most tokens to read, 1 to {@code max_position_embeddings}
     * @return [B][n], n at most {@code maxNewTokens}, and at most the positions of a parallel model; the start token is not included, a row that met EOS is padded
     */
    public int[][] generate(INDArray pixelValues, int maxNewTokens) {
        return generateWithProbabilities(pixelValues, maxNewTokens).ids();
    }

    /** As {@link #generate}, with the probability of each token. */
    public Generation generateWithProbabilities(INDArray pixelValues, int maxNewTokens) {
        lock.lock();
        try {
            return graphs.generate(encodeRows(pixelValues), Math.toIntExact(pixelValues.size(0)), maxNewTokens);
        } finally {
            lock.unlock();
        }
    }

    /** As above, from row-major values [batch, 3, height, width] that are in the heap. */
    public Generation generateWithProbabilities(float[] pixelValues, int batch, ImageSize size, int maxNewTokens) {
        lock.lock();
        try {
            requireOpen();
            try (INDArray patches = Patches.of(pixelValues, batch, config.encoder(), size)) {
                return graphs.generate(graphs.encode(patches, size), batch, maxNewTokens);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Where the decoder looks when it says the tokens {@code read}.
     *
     * @param pixelValues row-major values [batch, 3, height, width]
     * @param read [batch][L], the start token not included
     */
    List<AttentionMaps> attention(float[] pixelValues, int batch, ImageSize size, int[][] read) {
        requireRectangle(read, batch);
        lock.lock();
        try {
            requireOpen();
            try (INDArray patches = Patches.of(pixelValues, batch, config.encoder(), size)) {
                int[][] inputs = TrainingBatch.of(patches, read, config).decoderInputIds();
                float[][][] tokens = graphs.crossAttention(graphs.encode(patches, size), inputs);
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

    private static void requireRectangle(int[][] ids, long batch) {
        if (ids.length != batch
                || ids.length == 0
                || ids[0].length == 0
                || Arrays.stream(ids).anyMatch(row -> row.length != ids[0].length)) {
            throw new IllegalArgumentException("decoder_input_ids: expected " + batch
                    + " rows (one a picture) of one length, at least 1 token each, found " + ids.length
                    + " rows of lengths "
                    + Arrays.toString(
                            Arrays.stream(ids).mapToInt(row -> row.length).toArray()) + ".");
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
