package io.github.trocr4j.train;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.Weights;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes shares of steps for a run that is elsewhere. It keeps its graph and its memory from one call to the next, but
 * nothing that a result depends on. Not for several threads at once.
 */
public final class PassWorker {
    private final Learner learner;
    private final SequenceDataset dataset;
    private AdamW optimiser;

    /**
     * A worker for runs of this recipe.
     *
     * @param weights with the shapes of the model; their values are overwritten
     * @param train digits to learn from, those of the run
     */
    public PassWorker(
            TrainingConfig config, Weights weights, TrOcrImageProcessor processor, GraphEngine engine, DigitSet train) {
        this.learner = new Learner(config, weights, processor, engine);
        this.dataset = new SequenceDataset(train, config.augmentation(), config.seed());
    }

    /** Its share of what {@link Workers#gradients} asks for. */
    public PartialSum gradients(long step, PassShare share, float[] weights) {
        FlatArrays.write(weights, learner.weights().arrays().values());
        try (Passes passes = learner.passes(share, dataset, step, step + 1)) {
            GradientSource.Mean sum = passes.sum(step, share.ofStep());
            return new PartialSum(
                    new double[] {sum.loss()},
                    new double[0],
                    FlatArrays.of(sum.gradients().values()));
        }
    }

    /** Its part of what {@link Workers#state} asks for; where the training diverges, losses and norms are no numbers. */
    public PartialSum state(long step, int steps, PassShare share, float[] state) {
        if (optimiser == null) {
            optimiser = learner.optimiser();
        }
        List<INDArray> arrays = AveragedSteps.arrays(learner, optimiser);
        FlatArrays.write(state, arrays);
        optimiser.continueAt(step);
        double[] losses = new double[steps];
        double[] norms = new double[steps];
        try (Passes passes = learner.passes(share, dataset, step, step + steps)) {
            GradientSteps own = new GradientSteps(learner.config(), optimiser, new LocalGradients(passes));
            for (int i = 0; i < steps; i++) {
                Steps.Taken taken = own.take(step + i).get(0);
                losses[i] = taken.loss();
                norms[i] = taken.gradientNorm();
            }
        } catch (TrainingDivergedException e) {
            Arrays.fill(losses, Double.NaN); // the run says so, once for all workers
            Arrays.fill(norms, Double.NaN);
        }
        return new PartialSum(losses, norms, FlatArrays.of(arrays));
    }
}
