package io.github.trocr4j.model;

import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.FrozenWeights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Everything that reading needs of one model: the graphs, built when first asked for and kept for each input size and
 * length, and the greedy choice from what they give. What it returns is lent: the next call may change it. Not for several
 * threads at once.
 */
public final class InferenceGraphs implements AutoCloseable {
    private final Weights weights;
    private final Execution execution;
    private final TokenEmbeddings embeddings;
    private final Map<ImageSize, EncoderGraph> encoders = new HashMap<>();
    private final Map<Integer, CrossAttentionGraph> crossAttentions = new HashMap<>();
    private final Map<Integer, DecoderGraph> decoders = new HashMap<>();
    private final ParallelReading parallel;
    private DecoderGraph nextStep;

    private InferenceGraphs(Weights weights, Execution execution) {
        this.weights = weights;
        this.execution = execution;
        this.embeddings = new TokenEmbeddings(weights);
        this.parallel = new ParallelReading(weights, execution);
    }

    /** Graphs over {@code weights} that may change: they are read anew in each call. */
    public static InferenceGraphs live(Weights weights, Kernels kernels) {
        return new InferenceGraphs(weights, Execution.live(kernels));
    }

    /** Graphs over {@code weights} that will not change any more; faster, for a transposed copy of them. */
    public static InferenceGraphs frozen(Weights weights, Kernels kernels) {
        return frozen(weights, kernels, NativeStart.begin().threads());
    }

    /** As above, with so many threads at most; {@link Kernels#PLAIN} takes those of the process whatever is said here. */
    public static InferenceGraphs frozen(Weights weights, Kernels kernels, int threads) {
        return new InferenceGraphs(weights, new Execution(kernels, threads, new FrozenWeights()));
    }

    /** Rows of {@link Patches} for {@code size} in, last hidden state as rows [B*T, hidden] out, lent. */
    public INDArray encode(INDArray patches, ImageSize size) {
        return encoders.computeIfAbsent(size, s -> new EncoderGraph(weights, s, execution))
                .run(patches);
    }

    /**
     * Teacher forcing; where the model reads in parallel, its one pass.
     *
     * @param encoderRows [B*T, hidden]
     * @param decoderInputIds [B][L]; for a parallel model the start token at each of its positions
     * @return rows [B*L, V]
     */
    public INDArray logits(INDArray encoderRows, int[][] decoderInputIds) {
        int batch = decoderInputIds.length;
        if (weights.config().decoding() == Decoding.PARALLEL) {
            parallel.requireQueries(decoderInputIds);
            return parallel.logits(encoderRows, batch);
        }
        int length = decoderInputIds[0].length;
        embeddings.requirePositions(length);
        KeyValueCache cross = cross(encoderRows, batch);
        INDArray embedded = embeddings.of(decoderInputIds);
        DecoderGraph.Output output = decoder(length).run(embedded, null, cross);
        embedded.close();
        return output.logits();
    }

    /**
     * Where the decoder looks in such a pass: the probabilities of cross-attention, the mean of all heads of all layers.
     *
     * @return [B][L][T]; each T of them sum to 1
     */
    public float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds) {
        int batch = decoderInputIds.length;
        if (weights.config().decoding() == Decoding.PARALLEL) {
            parallel.requireQueries(decoderInputIds);
            return AttentionMaps.mean(parallel.crossAttention(encoderRows, batch));
        }
        int length = decoderInputIds[0].length;
        embeddings.requirePositions(length);
        KeyValueCache cross = cross(encoderRows, batch);
        try (INDArray embedded = embeddings.of(decoderInputIds)) {
            return AttentionMaps.mean(decoder(length).crossAttention(embedded, cross));
        }
    }

    /**
     * Greedy reading: autoregressive with a key-value cache, HF's {@code generate} without beams; or in one pass where the
     * model reads in parallel.
     *
     * @param encoderRows [B*T, hidden]
     * @param batch B
     * @param maxNewTokens most tokens to read; fewer where every row meets EOS earlier, and never more
     *     than a parallel model has positions
     */
    public Generation generate(INDArray encoderRows, int batch, int maxNewTokens) {
        embeddings.requirePositions(maxNewTokens);
        return weights.config().decoding() == Decoding.PARALLEL
                ? parallel.generate(encoderRows, batch, maxNewTokens)
                : generateInTurn(encoderRows, batch, maxNewTokens);
    }

    private Generation generateInTurn(INDArray encoderRows, int batch, int maxNewTokens) {
        TrOcrDecoderConfig config = weights.config().decoder();
        KeyValueCache cross = cross(encoderRows, batch);
        KeyValueCache past = null;
        GreedySearch search = new GreedySearch(batch, maxNewTokens, config.eosTokenId(), config.padTokenId());
        int[] ids = new int[batch];
        Arrays.fill(ids, config.decoderStartTokenId());
        for (int t = 0; t < maxNewTokens && !search.finished(); t++) {
            DecoderGraph.Output output = step(ids, t, past, cross);
            past = output.self();
            ids = search.accept(t, output.logits().toFloatMatrix());
        }
        return search.result();
    }

    /** One token of each row at position t. */
    DecoderGraph.Output step(int[] ids, int t, KeyValueCache past, KeyValueCache cross) {
        int[] positions = new int[ids.length];
        Arrays.fill(positions, t);
        try (INDArray embedded = embeddings.of(ids, positions)) {
            if (past == null) {
                return decoder(1).run(embedded, null, cross);
            }
            if (nextStep == null) {
                nextStep = new DecoderGraph(weights, 1, true, execution);
            }
            return nextStep.run(embedded, past, cross);
        }
    }

    private DecoderGraph decoder(int length) {
        return decoders.computeIfAbsent(length, l -> new DecoderGraph(weights, l, false, execution));
    }

    KeyValueCache cross(INDArray encoderRows, int batch) {
        int tokens = Math.toIntExact(encoderRows.size(0) / batch);
        return crossAttentions
                .computeIfAbsent(tokens, t -> new CrossAttentionGraph(weights, t, execution))
                .run(encoderRows);
    }

    /** Gives back all memory of the graphs, what they lent included; the weights stay. */
    @Override
    public void close() {
        encoders.values().forEach(EncoderGraph::close);
        crossAttentions.values().forEach(CrossAttentionGraph::close);
        decoders.values().forEach(DecoderGraph::close);
        parallel.close();
        if (nextStep != null) {
            nextStep.close();
        }
        if (execution.frozen() != null) {
            execution.frozen().close();
        }
    }
}
