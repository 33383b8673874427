package io.github.trocr4j.train;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.TrainingGraph;
import io.github.trocr4j.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The passes that a run's steps are made of. What a pass sees and drops out is a function of the seed, the step and its
 * number in the step, so it does not matter who computes it: passes of one step on many machines see strips that are
 * different ones, and together those that one machine would have seen.
 *
 * <p>Not for several threads at once, {@link #batch} excepted.
 */
public final class TrainingPasses {
    private final TrainingConfig config;
    private final SequenceDataset dataset;
    private final StripBatches batches;
    private final TrainingGraph graph;

    /**
     * Builds the graph over {@code weights}, which it reads anew in each pass; SameDiff writes to standard output meanwhile.
     *
     * @param digits to learn from
     */
    public TrainingPasses(
            TrainingConfig config, Weights weights, TrOcrImageProcessor processor, Kernels kernels, DigitSet digits) {
        this.config = config;
        this.dataset = new SequenceDataset(digits, config.augmentation(), config.seed());
        this.batches = new StripBatches(processor, weights.config());
        this.graph = new TrainingGraph(
                weights,
                new TrainingGraph.Options(
                        weights.config().encoder().imageSize(), Strip.LENGTH, config.labelSmoothing(), true, kernels));
        graph.differentiate(trained(weights, config.freeze()).keySet());
    }

    /** The parameters that a run changes, in their order. */
    public static Map<String, INDArray> trained(Weights weights, Freeze freeze) {
        Map<String, INDArray> trained = new LinkedHashMap<>(weights.arrays());
        trained.keySet().removeIf(key -> !freeze.trains(key));
        return trained;
    }

    /** Strips in an epoch. */
    public int stripsPerEpoch() {
        return dataset.size();
    }

    /** What pass {@code pass} of step {@code step} sees, both from 0. */
    public TrainingBatch batch(long step, int pass) {
        return batches.batch(dataset, step * config.accumulation() + pass, config.batchSize());
    }

    /** Mean loss and gradients of such a pass; the batch's memory is given back. */
    public TrainingGraph.Result gradients(TrainingBatch batch, long step, int pass) {
        SplittableRandom dropout =
                new SplittableRandom((config.seed() * 31 + step) * 0x9E3779B97F4A7C15L + pass * 0xBF58476D1CE4E5B9L);
        TrainingGraph.Result result = graph.gradients(batch, dropout);
        batch.patches().close();
        return result;
    }
}
