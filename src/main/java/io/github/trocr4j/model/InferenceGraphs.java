package io.github.trocr4j.model;

import io.github.trocr4j.plan.FrozenWeights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Everything that reading needs of one model: the graphs, built when first asked for and kept for each input size and
 * length, and the greedy loop over them. What it returns is lent: the next call may change it. Not for several threads at
 * once.
 */
public final class InferenceGraphs implements AutoCloseable {
    private static final String BODY = "decoder.model.decoder.";

    private final Weights weights;
    private final Execution execution;
    private final Map<ImageSize, EncoderGraph> encoders = new HashMap<>();
    private final Map<Integer, CrossAttentionGraph> crossAttentions = new HashMap<>();
    private final Map<Integer, DecoderGraph> decoders = new HashMap<>();
    private final DecoderGraph nextStep;

    private InferenceGraphs(Weights weights, Execution execution) {
        this.weights = weights;
        this.execution = execution;
        this.nextStep = new DecoderGraph(weights, 1, true, execution);
    }

    /** Graphs over {@code weights} that may change: they are read anew in each call. */
    public static InferenceGraphs live(Weights weights, Kernels kernels) {
        return new InferenceGraphs(weights, Execution.live(kernels));
    }

    /** Graphs over {@code weights} that will not change any more; faster, for a transposed copy of them. */
    public static InferenceGraphs frozen(Weights weights, Kernels kernels) {
        return new InferenceGraphs(weights, new Execution(kernels, new FrozenWeights()));
    }

    /** Rows of {@link Patches} for {@code size} in, last hidden state as rows [B*T, hidden] out, lent. */
    public INDArray encode(INDArray patches, ImageSize size) {
        return encoders.computeIfAbsent(size, s -> new EncoderGraph(weights, s, execution))
                .run(patches);
    }

    /**
     * Teacher forcing.
     *
     * @param encoderRows [B*T, hidden]
     * @param decoderInputIds [B][L]
     * @return rows [B*L, V]
     */
    public INDArray logits(INDArray encoderRows, int[][] decoderInputIds) {
        KeyValueCache cross = cross(encoderRows, decoderInputIds.length);
        try (INDArray embedded = embed(decoderInputIds)) {
            return decoder(decoderInputIds[0].length).run(embedded, null, cross).logits();
        }
    }

    /**
     * Where the decoder looks in such a pass: the probabilities of cross-attention, the mean of all heads of all layers.
     *
     * @return [B][L][T]; each T of them sum to 1
     */
    public float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds) {
        KeyValueCache cross = cross(encoderRows, decoderInputIds.length);
        try (INDArray embedded = embed(decoderInputIds)) {
            return AttentionMaps.mean(decoder(decoderInputIds[0].length).crossAttention(embedded, cross));
        }
    }

    /**
     * Greedy autoregressive reading with a key-value cache: HF's {@code generate} without beams.
     *
     * @param encoderRows [B*T, hidden]
     * @param batch B
     * @param maxNewTokens most tokens to read; fewer where every row meets EOS earlier
     */
    public Generation generate(INDArray encoderRows, int batch, int maxNewTokens) {
        requirePositions(maxNewTokens);
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
        try (INDArray embedded = embed(ids, positions)) {
            if (past == null) {
                return decoder(1).run(embedded, null, cross);
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

    /** All tokens of [B][L] at their positions, rows [B*L, d_model]. */
    private INDArray embed(int[][] rows) {
        int length = rows[0].length;
        requirePositions(length);
        int[] ids = Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
        return embed(ids, IntStream.range(0, ids.length).map(i -> i % length).toArray());
    }

    /** Scaled token embeddings plus positions, rows [ids, d_model]. */
    private INDArray embed(int[] ids, int[] positions) {
        TrOcrDecoderConfig config = weights.config().decoder();
        for (int id : ids) {
            if (id < 0 || id >= config.vocabSize()) {
                throw new IllegalArgumentException("decoder_input_ids: expected ids from 0 to "
                        + (config.vocabSize() - 1) + ", found " + id + ".");
            }
        }
        int d = config.dModel();
        float[] tokens = new float[ids.length * d];
        float[] position = new float[d];
        float scale = config.scaleEmbedding() ? (float) Math.sqrt(d) : 1;
        for (int i = 0; i < ids.length; i++) {
            weights.row(BODY + "embed_tokens.weight", ids[i], tokens, i * d);
            weights.row(
                    BODY + "embed_positions.weight", positions[i] + TrOcrDecoderConfig.POSITION_OFFSET, position, 0);
            for (int j = 0; j < d; j++) {
                tokens[i * d + j] = tokens[i * d + j] * scale + position[j];
            }
        }
        return Nd4j.create(tokens, new long[] {ids.length, d}, 'c').castTo(weights.dataType());
    }

    private void requirePositions(int length) {
        int most = weights.config().decoder().maxPositionEmbeddings();
        if (length < 1 || length > most) {
            throw new IllegalArgumentException(
                    "This decoder reads 1 to " + most + " tokens (max_position_embeddings), asked for " + length + ".");
        }
    }

    /** Gives back all memory of the graphs, what they lent included; the weights stay. */
    @Override
    public void close() {
        encoders.values().forEach(EncoderGraph::close);
        crossAttentions.values().forEach(CrossAttentionGraph::close);
        decoders.values().forEach(DecoderGraph::close);
        nextStep.close();
        if (execution.frozen() != null) {
            execution.frozen().close();
        }
    }
}
