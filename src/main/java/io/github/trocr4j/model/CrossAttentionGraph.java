package io.github.trocr4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cross-attention's keys and values of every layer, which depend on the picture only and are therefore computed once for
 * a reading. Not for several threads at once.
 */
final class CrossAttentionGraph implements AutoCloseable {
    private final GraphRunner runner;
    private final List<String> keys = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /** {@code encoderTokens} is T of the input size. */
    CrossAttentionGraph(Weights weights, int encoderTokens, Execution execution) {
        TrOcrConfig config = weights.config();
        SameDiff sd = SameDiff.create();
        SDVariable encoded = sd.placeHolder(
                "encoder_hidden_states",
                weights.dataType(),
                -1,
                config.encoder().hiddenSize());
        Parameters p = Parameters.root(sd, weights, execution.kernels()).in("decoder");
        new TrOcrDecoder(config.decoder(), Dropout.NONE)
                .crossKeyValues(encoded, encoderTokens, p)
                .forEach(pair -> {
                    keys.add(pair.key().name());
                    values.add(pair.value().name());
                });
        runner = new GraphRunner(sd, execution);
    }

    /** From encoder rows [B*T, hidden]. */
    KeyValueCache run(INDArray encoderHiddenStates) {
        List<String> names = new ArrayList<>(keys);
        names.addAll(values);
        Map<String, INDArray> out = runner.run(Map.of("encoder_hidden_states", encoderHiddenStates), names);
        return new KeyValueCache(
                keys.stream().map(out::get).toList(),
                values.stream().map(out::get).toList());
    }

    @Override
    public void close() {
        runner.close();
    }
}
