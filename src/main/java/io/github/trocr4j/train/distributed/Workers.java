package io.github.trocr4j.train.distributed;

import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.TrainableModel;
import io.github.trocr4j.train.TrainingStep;
import java.io.Serializable;

/**
 * Processes that compute the steps of a run, each its {@link TrainingWorker.Shard} with a {@link TrainingWorker}. The run itself, with weights,
 * moments, average and checkpoints, stays in the process of its {@link io.github.trocr4j.train.Trainer}.
 */
public interface Workers extends AutoCloseable {
    /** How many workers share a step. */
    int count();

    /**
     * Steps from one average to the next. 1: data-parallel; gradients are averaged and one step is taken with them, which is
     * training with the batches of all workers together. More: local SGD; each worker takes that many steps on its own, then
     * weights and moments are averaged.
     */
    int averageEvery();

    /**
     * The gradients of one step, summed over all its micro-batches in a fixed order, and its mean loss.
     *
     * @param step from 0
     * @param weights all of them, in the order of their keys
     * @throws StepLostException if workers are lost and cannot be replaced
     */
    PartialSum gradients(long step, float[] weights);

    /**
     * Weights and moments after some steps of each worker on its own, and the losses and norms, summed over all workers in a
     * fixed order.
     *
     * @param step from 0, the first of them
     * @param steps how many
     * @param state weights, first moments, second moments, each in the order of their keys
     * @throws StepLostException if workers are lost and cannot be replaced
     */
    PartialSum state(long step, int steps, float[] state);

    /** Steps of this model, computed by these workers: what a trainer is run with. */
    default TrainingStep step(TrainableModel model) {
        return averageEvery() > 1 ? new LocalSgdStep(model, this) : new DataParallelStep(model, this);
    }

    @Override
    void close();

    /**
     * What some workers have computed, summed over them. It travels between processes.
     *
     * @param losses one for each step
     * @param norms of the gradients, one for each step that workers took on their own; else none
     * @param values gradients of all trained parameters, or weights and moments; see {@link Workers}
     */
    public record PartialSum(double[] losses, double[] norms, float[] values) implements Serializable {
        /** Adds another one to this one, in this one's arrays. Who wants the same bits again adds in the same order again. */
        public PartialSum add(PartialSum other) {
            requireSame(losses.length, other.losses.length);
            requireSame(norms.length, other.norms.length);
            requireSame(values.length, other.values.length);
            for (int i = 0; i < losses.length; i++) {
                losses[i] += other.losses[i];
            }
            for (int i = 0; i < norms.length; i++) {
                norms[i] += other.norms[i];
            }
            for (int i = 0; i < values.length; i++) {
                values[i] += other.values[i];
            }
            return this;
        }

        private static void requireSame(int expected, int found) {
            if (expected != found) {
                throw new IllegalArgumentException("expected a sum of " + expected + " values, found one of " + found);
            }
        }
    }
}
