package io.github.trocr4j.train;

import io.github.trocr4j.graph.Weights;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The exponential moving average of the weights in training (Polyak and Juditsky 1992), which varies less than the
 * weights and is usually more accurate. The decay is smaller in early steps, as in TensorFlow's
 * {@code ExponentialMovingAverage}, so that the initial weights soon lose their influence.
 */
final class WeightAverage {
    private final Weights source;
    private final Weights average;
    private final double decay;

    /** Creates an average that starts with the current weights. */
    WeightAverage(Weights source, double decay) {
        this.source = source;
        this.average = source.castTo(source.dataType());
        this.decay = decay;
    }

    /** Returns the average, which {@link #update} changes in place. */
    Weights weights() {
        return average;
    }

    /** Updates the average with the current weights, after steps {@code first} to {@code last}, counted from 1. */
    void update(long first, long last) {
        double keep = 1;
        for (long step = first; step <= last; step++) {
            keep *= Math.min(decay, (1.0 + step) / (10.0 + step));
        }
        for (Map.Entry<String, INDArray> entry : average.arrays().entrySet()) {
            INDArray mean = entry.getValue();
            try (INDArray difference = source.arrays().get(entry.getKey()).sub(mean)) {
                mean.addi(difference.muli(1 - keep));
            }
        }
    }
}
