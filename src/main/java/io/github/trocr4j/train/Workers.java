package io.github.trocr4j.train;

/**
 * Processes that compute the steps of a run, each its {@linkplain PassShare share} with a {@link PassWorker}. The run itself,
 * with weights, moments, average and checkpoints, stays where its {@link Trainer} is.
 */
public interface Workers extends AutoCloseable {
    /** How many share a step. */
    int count();

    /**
     * Steps from one average to the next. 1: gradients are averaged and one step is taken with them, which is training with
     * the batches of all workers together. More: each worker takes that many steps on its own, then weights and moments are
     * averaged (local SGD).
     */
    int averageEvery();

    /**
     * The gradients of one step, summed over all its passes in an order that is always the same, and its mean loss.
     *
     * @param step from 0
     * @param weights all of them, in the order of their keys
     * @throws StepLostException if workers are lost and nobody takes their place
     */
    PartialSum gradients(long step, float[] weights);

    /**
     * Weights and moments behind some steps of each worker on its own, and the losses and norms, summed over all workers in an
     * order that is always the same.
     *
     * @param step from 0, the first of them
     * @param steps how many
     * @param state weights, first moments, second moments, each in the order of their keys
     * @throws StepLostException if workers are lost and nobody takes their place
     */
    PartialSum state(long step, int steps, float[] state);

    @Override
    void close();
}
