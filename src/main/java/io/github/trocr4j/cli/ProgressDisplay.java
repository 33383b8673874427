package io.github.trocr4j.cli;

import io.github.trocr4j.train.Progress;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a run while it runs: a bar on a terminal, a line now and then elsewhere. */
final class ProgressDisplay implements TrainingListener, AutoCloseable {
    private static final int LINES = 40;
    private static final double SMOOTHING = 0.98;

    private final PrintWriter err;
    private final long totalSteps;
    private final Progress begin;
    private final long stripsPerStep;
    private final ProgressBar bar;
    private double loss = Double.NaN;

    /** {@code terminal} says whether {@code err} is one, {@code begin} where the run goes on. */
    ProgressDisplay(PrintWriter err, boolean terminal, TrainingConfig config, Progress begin) {
        this.err = err;
        this.totalSteps = config.steps();
        this.begin = begin;
        this.stripsPerStep = config.stripsPerStep();
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("train")
                        .setInitialMax(totalSteps)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err))
                        .build()
                : null;
    }

    @Override
    public void onStep(Step step) {
        loss = Double.isNaN(loss) ? step.loss() : SMOOTHING * loss + (1 - SMOOTHING) * step.loss();
        double secondsPerStep = (step.seconds() - begin.seconds()) / (step.step() - begin.step());
        double rate = stripsPerStep / secondsPerStep;
        if (bar != null) {
            bar.stepTo(step.step());
            bar.setExtraMessage(String.format(Locale.ROOT, "loss %.3f, %.0f strips/s", loss, rate));
        } else if (step.step() == begin.step() + 1 || step.step() % Math.max(1, totalSteps / LINES) == 0) {
            double left = secondsPerStep * (totalSteps - step.step());
            err.printf(
                    Locale.ROOT,
                    "step %d of %d, loss %.3f, %.0f strips/s, %s left%n",
                    step.step(),
                    totalSteps,
                    loss,
                    rate,
                    duration(left));
            err.flush();
        }
    }

    @Override
    public void onEvaluation(Evaluation evaluation, boolean best) {
        err.printf(
                Locale.ROOT,
                "after %.1f epochs: %.1f %% of %d held-out strips read exactly, %.2f %% of the digits%s%n",
                evaluation.epochs(),
                100 * evaluation.metrics().exactStrips(),
                evaluation.metrics().strips(),
                100 * evaluation.metrics().digitAccuracy(),
                best ? ", the best so far" : "");
        err.flush();
    }

    @Override
    public void onState(TrainingState state) {
        // nothing to see
    }

    /** Minutes and seconds. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
