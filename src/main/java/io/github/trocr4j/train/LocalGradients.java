package io.github.trocr4j.train;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.model.TrainingGraph;
import io.github.trocr4j.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradients computed in this process, one pass after the other, the next batch made meanwhile. */
public final class LocalGradients implements GradientSource {
    private final int accumulation;
    private final TrainingPasses passes;
    private final Map<String, INDArray> sum = new LinkedHashMap<>();
    private Prefetch prefetch;
    private long expected;

    /** Builds the graph over these weights; SameDiff writes to standard output meanwhile. */
    public LocalGradients(
            TrainingConfig config, Weights weights, TrOcrImageProcessor processor, Kernels kernels, DigitSet digits) {
        this.accumulation = config.accumulation();
        this.passes = new TrainingPasses(config, weights, processor, kernels, digits);
    }

    @Override
    public StepGradients at(long step) {
        prefetchFrom(step);
        double loss = 0;
        Map<String, INDArray> gradients = null;
        for (int i = 0; i < accumulation; i++) {
            TrainingGraph.Result result = passes.gradients(prefetch.take(), step, i);
            loss += result.loss() / accumulation;
            gradients = accumulation == 1 ? result.gradients() : Gradients.sum(sum, result.gradients(), i == 0);
        }
        if (accumulation > 1) {
            Gradients.scale(gradients, 1.0 / accumulation);
        }
        expected = step + 1;
        return new StepGradients(loss, gradients);
    }

    private void prefetchFrom(long step) {
        if (prefetch != null && expected == step) {
            return;
        }
        close();
        prefetch = new Prefetch(
                n -> passes.batch(n / accumulation, Math.toIntExact(n % accumulation)), step * accumulation);
    }

    @Override
    public int stripsPerEpoch() {
        return passes.stripsPerEpoch();
    }

    @Override
    public void close() {
        if (prefetch != null) {
            prefetch.close();
            prefetch = null;
        }
    }
}
