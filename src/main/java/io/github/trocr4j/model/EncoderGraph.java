package io.github.trocr4j.model;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The encoder alone, for reading, for one input size and any batch. Not for several threads at once. */
final class EncoderGraph implements AutoCloseable {
    private static final String OUTPUT = "encoder_last_hidden_state";

    private final GraphRunner runner;

    EncoderGraph(Weights weights, ImageSize size, Execution execution) {
        TrOcrConfig config = weights.config();
        SameDiff sd = SameDiff.create();
        SDVariable patches = sd.placeHolder(
                "patches", weights.dataType(), -1, config.encoder().patchValues());
        new DeiTEncoder(config.encoder(), size, Dropout.NONE)
                .forward(
                        patches,
                        Parameters.root(sd, weights, execution.kernels()).in("encoder"))
                .rename(OUTPUT);
        runner = new GraphRunner(sd, execution);
    }

    /** Rows of {@link Patches} in, rows [B*T, hidden] out. */
    INDArray run(INDArray patches) {
        return runner.run(Map.of("patches", patches), List.of(OUTPUT)).get(OUTPUT);
    }

    @Override
    public void close() {
        runner.close();
    }
}
