package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reading with {@link Decoding#PARALLEL}: graphs for each input size, and the choice from their logits. */
final class ParallelReading implements AutoCloseable {
    private final Weights weights;
    private final Execution execution;
    private final TokenEmbeddings embeddings;
    private final Map<Integer, ParallelDecoderGraph> decoders = new HashMap<>();

    ParallelReading(Weights weights, Execution execution) {
        this.weights = weights;
        this.execution = execution;
        this.embeddings = new TokenEmbeddings(weights);
    }

    /** Logits of all positions from encoder rows [B*T, hidden]: rows [B*L, V], lent. */
    INDArray logits(INDArray encoderRows, int batch) {
        try (INDArray queries = queries(batch)) {
            return decoder(encoderRows, batch).run(queries, encoderRows);
        }
    }

    /** Where each layer's cross-attention looks in that pass: [B, heads, L, T], lent. */
    List<INDArray> crossAttention(INDArray encoderRows, int batch) {
        try (INDArray queries = queries(batch)) {
            return decoder(encoderRows, batch).crossAttention(queries, encoderRows);
        }
    }

    private ParallelDecoderGraph decoder(INDArray encoderRows, int batch) {
        int tokens = Math.toIntExact(encoderRows.size(0) / batch);
        return decoders.computeIfAbsent(tokens, t -> new ParallelDecoderGraph(weights, length(), t, execution));
    }

    private INDArray queries(int batch) {
        embeddings.requirePositions(length());
        return embeddings.of(Decoding.queries(batch, length(), weights.config().decoder()));
    }

    /**
     * The most probable token of each position. All positions are computed even if fewer are asked for: they see each
     * other, as they did in training.
     */
    Generation generate(INDArray encoderRows, int batch, int maxNewTokens) {
        TrOcrDecoderConfig config = weights.config().decoder();
        int length = length();
        float[][] rows = logits(encoderRows, batch).toFloatMatrix(); // [B*L][V]
        int read = Math.min(length, maxNewTokens);
        GreedySearch search = new GreedySearch(batch, read, config.eosTokenId(), config.padTokenId());
        for (int t = 0; t < read && !search.finished(); t++) {
            float[][] logits = new float[batch][]; // [B][V]
            for (int row = 0; row < batch; row++) {
                logits[row] = rows[row * length + t];
            }
            search.accept(t, logits);
        }
        return search.result();
    }

    /** Throws IllegalArgumentException where these are no queries of this model: it was not trained to read anything else. */
    void requireQueries(int[][] decoderInputIds) {
        TrOcrDecoderConfig config = weights.config().decoder();
        if (!Arrays.deepEquals(decoderInputIds, Decoding.queries(decoderInputIds.length, length(), config))) {
            throw new IllegalArgumentException("decoder_input_ids: this model reads in parallel; expected its start"
                    + " token, " + config.decoderStartTokenId() + ", at each of " + length()
                    + " positions, found other ids or another length.");
        }
    }

    private int length() {
        return weights.config().digitHead().map(DigitHead::length).orElseThrow();
    }

    @Override
    public void close() {
        decoders.values().forEach(ParallelDecoderGraph::close);
    }
}
