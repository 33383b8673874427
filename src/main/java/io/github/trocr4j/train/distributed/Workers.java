package io.github.trocr4j.train.distributed;

import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.TrainableModel;
import io.github.trocr4j.train.TrainingStep;
import java.io.Serializable;

/**
 * Processes that compute the steps of a run. Each computes its {@link TrainingWorker.Shard} with a
 * {@link TrainingWorker}. The run itself, with weights, moments, average and checkpoints, stays in the process of its
 * {@link io.github.trocr4j.train.Trainer}.
 */
public interface Workers extends AutoCloseable {
    /** Returns the number of workers that share a step. */
    int count();

    /**
     * Returns the number of steps between two averages. 1 means data-parallel: gradients are averaged and applied in
     * one step, which equals training with the batches of all workers together. More means local SGD: each worker takes
     * that many steps on its own, then weights and moments are averaged.
     */
    int averageEvery();

    /**
     * Returns the gradients of one step, summed over all its micro-batches in a fixed order, and its mean loss.
     *
     * @param step from 0
     * @param weights all weights, in the order of their keys
     * @throws StepLostException if workers are lost and cannot be replaced
     */
    PartialSum gradients(long step, float[] weights);

    /**
     * Returns weights and moments after some steps of each worker on its own, and the losses and norms, summed over all
     * workers in a fixed order.
     *
     * @param step first step, from 0
     * @param steps number of steps
     * @param state the weights and the state of the optimiser, in the order of their keys
     * @throws StepLostException if workers are lost and cannot be replaced
     */
    PartialSum state(long step, int steps, float[] state);

    /** Returns steps of a model that these workers compute, for a trainer. */
    default TrainingStep step(TrainableModel model) {
        return averageEvery() > 1 ? new LocalSgdStep(model, this) : new DataParallelStep(model, this);
    }

    @Override
    void close();

    /**
     * The results of some workers, summed. Sent between processes.
     *
     * @param losses one for each step
     * @param norms gradient norms, one for each step that workers took on their own; otherwise empty
     * @param values gradients of all trained parameters, or weights and moments; see {@link Workers}
     */
    public record PartialSum(double[] losses, double[] norms, float[] values) implements Serializable {
        /**
         * Adds another sum to this one, in the arrays of this one. The result depends on the order of additions in its
         * last bits.
         */
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
