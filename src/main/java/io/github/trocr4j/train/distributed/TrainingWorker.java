package io.github.trocr4j.train.distributed;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.train.Examples;
import io.github.trocr4j.train.MicroBatches;
import io.github.trocr4j.train.TrainableModel;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingDivergedException;
import io.github.trocr4j.train.TrainingStep;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes one worker's part of the steps of a run in another process. It keeps its graph and memory between calls, but
 * no state that results depend on. Not thread-safe.
 */
public final class TrainingWorker {
    private final TrainableModel model;
    private final Examples train;

    /**
     * Creates a worker for runs of a recipe.
     *
     * @param weights weights with the shapes of the model; their values are overwritten
     * @param labelLength most labels of a picture
     * @param train examples to learn from, the same as the run's
     */
    public TrainingWorker(
            TrainingConfig config,
            Weights weights,
            TrOcrImageProcessor processor,
            GraphEngine engine,
            int labelLength,
            Examples train) {
        this.model = new TrainableModel(config, weights, processor, engine, labelLength);
        this.train = train;
    }

    /** Returns this worker's part of {@link Workers#gradients}. */
    public Workers.PartialSum gradients(long step, Shard shard, float[] weights) {
        FlatArrays.write(weights, model.weights().arrays().values());
        try (MicroBatches microBatches = microBatches(shard, step, step + 1)) {
            TrainingGraph.Result sum = microBatches.partialSum(step);
            return new Workers.PartialSum(
                    new double[] {sum.loss()},
                    new double[0],
                    FlatArrays.of(sum.gradients().values()));
        }
    }

    /** Returns this worker's part of {@link Workers#state}. If the training diverges, losses and norms are NaN. */
    public Workers.PartialSum state(long step, int steps, Shard shard, float[] state) {
        List<INDArray> arrays = LocalSgdStep.state(model);
        FlatArrays.write(state, arrays);
        model.optimiser().continueAt(step);
        double[] losses = new double[steps];
        double[] norms = new double[steps];
        try (MicroBatches microBatches = microBatches(shard, step, step + steps)) {
            for (int i = 0; i < steps; i++) {
                TrainingStep.Result result = model.update(step + i, microBatches.mean(step + i));
                losses[i] = result.loss();
                norms[i] = result.gradientNorm();
            }
        } catch (TrainingDivergedException e) {
            Arrays.fill(losses, Double.NaN); // the run reports it, once for all workers
            Arrays.fill(norms, Double.NaN);
        }
        return new Workers.PartialSum(losses, norms, FlatArrays.of(arrays));
    }

    private MicroBatches microBatches(Shard shard, long firstStep, long endStep) {
        return model.microBatches(train, shard.first(), shard.count(), firstStep, endStep);
    }

    /**
     * The micro-batches of each step that one worker computes. No two workers see the same strip in an epoch.
     *
     * @param first number of the first one in the step, from 0
     * @param count number of consecutive micro-batches
     */
    public record Shard(int first, int count) implements Serializable {
        /**
         * Returns the shard of one worker. All shards have the same size.
         *
         * @param worker number of the worker, from 0
         * @param workers number of workers
         * @param microBatches micro-batches in a step, over all workers
         * @throws IllegalArgumentException if {@code workers} does not divide {@code microBatches}
         */
        public static Shard of(int worker, int workers, int microBatches) {
            if (workers < 1 || microBatches % workers != 0) {
                throw new IllegalArgumentException("The " + microBatches
                        + " micro-batches of a step cannot be shared equally by " + workers
                        + " workers: take a divisor of "
                        + microBatches + ".");
            }
            int each = microBatches / workers;
            return new Shard(worker * each, each);
        }
    }
}
