package io.github.trocr4j.cli;

import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of a run: a bar on a terminal, otherwise occasional lines. */
final class ProgressDisplay implements TrainingListener, AutoCloseable {
    private static final int LINES = 40;
    private static final double SMOOTHING = 0.98;

    private final PrintWriter err;
    private final LongSupplier nanoseconds;
    private final RunWork work;
    private final TimeLeft timeLeft;
    private final ProgressBar bar;
    private volatile Moment last;
    private double loss = Double.NaN;
    private boolean first = true;
    private boolean shown;

    /**
     * The end of a step.
     *
     * @param nanoseconds the time of the display's clock
     * @param seconds the time of the run's clock
     * @param left the seconds left from then on
     */
    private record Moment(long nanoseconds, double seconds, OptionalDouble left) {}

    /**
     * Creates a display.
     *
     * @param terminal whether {@code err} is one
     * @param begin the progress at the start
     * @param nanoseconds a monotonic clock in nanoseconds, such as {@link System#nanoTime}
     */
    ProgressDisplay(
            PrintWriter err, boolean terminal, RunWork work, TrainingState.Progress begin, LongSupplier nanoseconds) {
        this.err = err;
        this.nanoseconds = nanoseconds;
        this.work = work;
        this.timeLeft = new TimeLeft(work, begin.step(), begin.seconds());
        this.last = new Moment(nanoseconds.getAsLong(), begin.seconds(), OptionalDouble.empty());
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("train")
                        .setInitialMax(work.steps())
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err))
                        .setEtaFunction(state -> left())
                        .build()
                : null;
    }

    @Override
    public void onStep(Step step) {
        loss = Double.isNaN(loss) ? step.loss() : SMOOTHING * loss + (1 - SMOOTHING) * step.loss();
        timeLeft.stepped(step.step(), step.seconds());
        last = new Moment(nanoseconds.getAsLong(), step.seconds(), timeLeft.seconds());
        String state = String.format(Locale.ROOT, "loss %.3f", loss) + rate();
        if (bar != null) {
            bar.stepTo(step.step());
            bar.setExtraMessage(state);
        } else if (isShown(step)) {
            err.printf(Locale.ROOT, "step %d of %d, %s, %s%n", step.step(), work.steps(), state, timeLeftText());
            err.flush();
            shown = last.left().isPresent();
        }
        first = false;
    }

    /**
     * Returns whether to print a step: the first one, one in every {@code steps / LINES}, and the first one with a
     * known time.
     */
    private boolean isShown(Step step) {
        return first
                || step.step() % Math.max(1, work.steps() / LINES) == 0
                || (!shown && last.left().isPresent());
    }

    private String rate() {
        OptionalDouble seconds = timeLeft.stepSeconds();
        return seconds.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT, ", %.0f %ss/s", work.picturesPerStep() / seconds.getAsDouble(), work.picture());
    }

    private String timeLeftText() {
        OptionalDouble left = last.left();
        return left.isEmpty() ? "time left not known yet" : duration(left.getAsDouble()) + " left";
    }

    /** Called on the thread that draws the bar. */
    private Optional<Duration> left() {
        Moment moment = last;
        return moment.left().isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(
                        Math.round(Math.max(0, moment.left().getAsDouble() - secondsSince(moment)))));
    }

    private double secondsSince(Moment moment) {
        return (nanoseconds.getAsLong() - moment.nanoseconds()) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public void onEvaluation(Evaluation evaluation, boolean best) {
        timeLeft.evaluated(last.seconds() + secondsSince(last));
        err.printf(
                Locale.ROOT,
                "after %.1f epochs: %s%s%n",
                evaluation.epochs(),
                evaluation.score().summary(),
                best ? ", the best so far" : "");
        err.flush();
    }

    @Override
    public void onState(TrainingState state) {
        // not shown
    }

    /** Formats seconds as minutes and seconds. */
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
