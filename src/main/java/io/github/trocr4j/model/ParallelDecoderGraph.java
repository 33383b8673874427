package io.github.trocr4j.model;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The decoder of {@link Decoding#PARALLEL} for reading: from the encoder's rows to the logits of all positions in one
 * pass. Nothing is kept for a next step, so one graph does what {@link CrossAttentionGraph} and {@link DecoderGraph} do
 * for autoregressive reading. Not for several threads at once.
 */
final class ParallelDecoderGraph implements AutoCloseable {
    private static final String QUERIES = "inputs_embeds";
    private static final String ENCODED = "encoder_hidden_states";
    private static final String LOGITS = "logits";

    private final GraphRunner runner;
    private final List<String> crossAttentions;

    /** For L positions, and T encoder tokens of the input size. */
    ParallelDecoderGraph(Weights weights, int length, int encoderTokens, Execution execution) {
        TrOcrConfig config = weights.config();
        SameDiff sd = SameDiff.create();
        Parameters p = Parameters.root(sd, weights, execution.kernels()).in("decoder");
        SDVariable queries =
                sd.placeHolder(QUERIES, weights.dataType(), -1, config.decoder().dModel());
        SDVariable encoded =
                sd.placeHolder(ENCODED, weights.dataType(), -1, config.encoder().hiddenSize());
        TrOcrDecoder decoder = new TrOcrDecoder(config.decoder(), Dropout.NONE);
        List<TrOcrDecoder.KeyValue> cross = decoder.crossKeyValues(encoded, encoderTokens, p);
        decoder.forward(queries, length, Decoding.PARALLEL.mask(p, length), null, cross, p)
                .logits()
                .rename(LOGITS);
        crossAttentions = TrOcrDecoder.crossAttentions(config.decoder().decoderLayers());
        runner = new GraphRunner(sd, execution);
    }

    /**
     * One pass.
     *
     * @param queries start tokens with positions, rows [B*L, d_model]
     * @param encoderRows [B*T, hidden]
     * @return logits, rows [B*L, V], lent
     */
    INDArray run(INDArray queries, INDArray encoderRows) {
        return runner.run(Map.of(QUERIES, queries, ENCODED, encoderRows), List.of(LOGITS))
                .get(LOGITS);
    }

    /** Where each layer's cross-attention looks in that pass: [B, heads, L, T], lent. */
    List<INDArray> crossAttention(INDArray queries, INDArray encoderRows) {
        Map<String, INDArray> out = runner.run(Map.of(QUERIES, queries, ENCODED, encoderRows), crossAttentions);
        return crossAttentions.stream().map(out::get).toList();
    }

    @Override
    public void close() {
        runner.close();
    }
}
