package io.github.trocr4j.train;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.SequenceMetrics;
import java.io.IOException;
import java.util.List;

/** Is told what happens in a run; an exception ends the run. */
public interface TrainingListener {
    /**
     * One optimiser step.
     *
     * @param step from 1
     * @param epoch from 0; the one that the step's last strip belongs to
     * @param stripsSeen strips in all steps so far
     * @param loss mean over the step, label smoothing included
     * @param learningRate that was used
     * @param gradientNorm before clipping
     * @param seconds since the start of the run
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
     * What the weights at this moment read.
     *
     * @param step of the last step
     * @param epochs walked through so far
     * @param strips that were read
     * @param readings one for each strip
     * @param seconds that reading took
     * @param metrics of these readings
     * @param last whether the run ends here
     */
    record Evaluation(
            Step step,
            double epochs,
            List<Strip> strips,
            List<ReadStrip> readings,
            SequenceMetrics metrics,
            double seconds,
            boolean last) {}

    /** Behind each step. */
    void onStep(Step step) throws IOException;

    /** Behind each epoch and at the end. */
    void onEvaluation(Evaluation evaluation) throws IOException;
}
