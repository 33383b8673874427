package io.github.trocr4j.train;

import io.github.trocr4j.eval.SequenceMetrics;
import java.io.IOException;

/** Is called by {@link Trainer} during a run; an exception ends the run. */
public interface TrainingListener {
    /**
     * One optimiser step.
     *
     * @param step from 1
     * @param epoch from 0; the one that the step's last strip belongs to
     * @param stripsSeen strips in all steps so far
     * @param loss mean over the step, label smoothing included
     * @param learningRate that was used, before the decay by layer
     * @param gradientNorm before clipping
     * @param seconds of training so far, earlier processes of the run included
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
     * How the current weights read the held-out strips.
     *
     * @param step of the last step
     * @param epochs of training so far
     * @param metrics of these readings
     */
    record Evaluation(Step step, double epochs, SequenceMetrics metrics) {}

    /** After each step. */
    void onStep(Step step) throws IOException;

    /**
     * After each epoch and at the end, if strips are held out.
     *
     * @param best whether no earlier model was better
     */
    void onEvaluation(Evaluation evaluation, boolean best) throws IOException;

    /**
     * When a checkpoint is due: every {@link TrainingConfig#saveSteps} steps, after each epoch, when the run is stopped and
     * when it ends; the last call of a step.
     */
    void onState(TrainingState state) throws IOException;
}
