package io.github.trocr4j.train;

import io.github.trocr4j.eval.SequenceMetrics;
import java.io.IOException;

/** Is told what happens in a run; an exception ends the run. */
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
     * What the weights at this moment read of the held-out strips.
     *
     * @param step of the last step
     * @param epochs walked through so far
     * @param metrics of these readings
     */
    record Evaluation(Step step, double epochs, SequenceMetrics metrics) {}

    /** Behind each step. */
    void onStep(Step step) throws IOException;

    /**
     * Behind each epoch and at the end, where strips are held out.
     *
     * @param best whether no model before was better
     */
    void onEvaluation(Evaluation evaluation, boolean best) throws IOException;

    /**
     * Now and then (each {@link TrainingConfig#saveSteps} steps, behind each epoch, where the run is stopped and where it
     * ends), behind everything else of its step: what a run can begin again from.
     */
    void onState(TrainingState state) throws IOException;
}
