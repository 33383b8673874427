package io.github.trocr4j.train;

import io.github.trocr4j.eval.Score;
import java.io.IOException;

/** Is called by {@link Trainer} during a run. An exception ends the run. */
public interface TrainingListener {
    /**
     * An optimiser step.
     *
     * @param step number of the step, from 1
     * @param epoch epoch of the step's last strip, from 0
     * @param stripsSeen strips in all steps so far
     * @param loss mean over the step, including label smoothing
     * @param learningRate learning rate of the step, before the decay by layer
     * @param gradientNorm L2 norm before clipping
     * @param seconds of training so far, including earlier processes of the run
     */
    record Step(
            long step,
            int epoch,
            long stripsSeen,
            double loss,
            double learningRate,
            double gradientNorm,
            double seconds) {}

    /**
     * An evaluation of the current weights on the held-out strips.
     *
     * @param step the last step
     * @param epochs epochs of training so far
     * @param score what the readings are worth
     */
    record Evaluation(Step step, double epochs, Score score) {}

    /** Is called after each step. */
    void onStep(Step step) throws IOException;

    /**
     * Is called after each epoch and at the end, if strips are held out.
     *
     * @param best whether no earlier model was better
     */
    void onEvaluation(Evaluation evaluation, boolean best) throws IOException;

    /**
     * Is called when a checkpoint is due: every {@link TrainingConfig#saveSteps} steps, after each epoch, and when the
     * run is stopped or ends. It is the last call for a step.
     */
    void onState(TrainingState state) throws IOException;
}
