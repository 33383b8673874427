package io.github.trocr4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The decoder for reading: L tokens at once, behind any number of earlier ones. With L = 1 it is the step of
 * autoregressive reading, with L > 1 and no past it is teacher forcing. Not for several threads at once.
 */
final class DecoderGraph implements AutoCloseable {
    private final GraphRunner runner;
    private final List<String> outputs = new ArrayList<>();
    private final List<String> selfKeys = new ArrayList<>();
    private final List<String> selfValues = new ArrayList<>();
    private final List<String> crossAttentions;
    private final String logits;

    /** What one pass leaves: logits, rows [B*L, V], and the self-attention cache, these L tokens included. */
    record Output(INDArray logits, KeyValueCache self) {}

    /** {@code withPast} says whether {@link #run} will be given a cache of earlier tokens. */
    DecoderGraph(Weights weights, int length, boolean withPast, Execution execution) {
        TrOcrConfig config = weights.config();
        SameDiff sd = SameDiff.create();
        Parameters p = Parameters.root(sd, weights, execution.kernels()).in("decoder");
        SDVariable embedded = sd.placeHolder(
                "inputs_embeds", weights.dataType(), -1, config.decoder().dModel());
        SDVariable mask = length > 1 ? Layers.causalMask(p, length) : null;
        TrOcrDecoder.Output output = new TrOcrDecoder(config.decoder(), Dropout.NONE)
                .forward(
                        embedded,
                        length,
                        mask,
                        withPast ? placeholders("past", sd, weights) : null,
                        placeholders("cross", sd, weights),
                        p);
        crossAttentions = TrOcrDecoder.crossAttentions(config.decoder().decoderLayers());
        logits = output.logits().name();
        outputs.add(logits);
        output.self().forEach(pair -> {
            selfKeys.add(pair.key().name());
            selfValues.add(pair.value().name());
        });
        outputs.addAll(selfKeys);
        outputs.addAll(selfValues);
        runner = new GraphRunner(sd, execution);
    }

    private static List<TrOcrDecoder.KeyValue> placeholders(String kind, SameDiff sd, Weights weights) {
        TrOcrDecoderConfig c = weights.config().decoder();
        List<TrOcrDecoder.KeyValue> all = new ArrayList<>();
        for (int i = 0; i < c.decoderLayers(); i++) {
            long[] shape = {-1, c.decoderAttentionHeads(), -1, c.headDim()};
            all.add(new TrOcrDecoder.KeyValue(
                    sd.placeHolder(kind + "_key." + i, weights.dataType(), shape),
                    sd.placeHolder(kind + "_value." + i, weights.dataType(), shape)));
        }
        return all;
    }

    /**
     * One pass.
     *
     * @param inputsEmbeds tokens with positions, rows [B*L, d_model]
     * @param past earlier tokens, or null
     * @param cross from {@link CrossAttentionGraph}
     */
    Output run(INDArray inputsEmbeds, KeyValueCache past, KeyValueCache cross) {
        Map<String, INDArray> inputs = new HashMap<>();
        inputs.put("inputs_embeds", inputsEmbeds);
        put(inputs, "cross", cross);
        if (past != null) {
            put(inputs, "past", past);
        }
        Map<String, INDArray> out = runner.run(inputs, outputs);
        KeyValueCache self = new KeyValueCache(
                selfKeys.stream().map(out::get).toList(),
                selfValues.stream().map(out::get).toList());
        return new Output(out.get(logits), self);
    }

    /** Where each layer's cross-attention looks in such a pass without a past: [B, heads, L, T]. */
    List<INDArray> crossAttention(INDArray inputsEmbeds, KeyValueCache cross) {
        Map<String, INDArray> inputs = new HashMap<>();
        inputs.put("inputs_embeds", inputsEmbeds);
        put(inputs, "cross", cross);
        Map<String, INDArray> out = runner.run(inputs, crossAttentions);
        return crossAttentions.stream().map(out::get).toList();
    }

    private static void put(Map<String, INDArray> inputs, String kind, KeyValueCache cache) {
        for (int i = 0; i < cache.keys().size(); i++) {
            inputs.put(kind + "_key." + i, cache.keys().get(i));
            inputs.put(kind + "_value." + i, cache.values().get(i));
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
