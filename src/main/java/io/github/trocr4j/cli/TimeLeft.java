package io.github.trocr4j.cli;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Estimates the remaining time of a run from its remaining work and recent speed. There is no estimate until the step
 * times have settled, because the first step plans the graphs and the JIT compiler works during the next ones.
 */
final class TimeLeft {
    private static final int GROUP_SIZE = 5;
    private static final double TOLERANCE = 0.1;
    private static final double MAX_WAIT_SECONDS = 40;
    private static final int RECENT = 200;
    private static final double STALL = 2;

    private final RunWork work;
    private final double begin;
    private final Deque<Double> steps = new ArrayDeque<>();
    private long done;
    private double now;
    private boolean first = true;
    private boolean settled;
    private boolean evaluated = true;
    private double readSeconds = Double.NaN;

    /**
     * Creates the estimate for a new or resumed run.
     *
     * @param done the steps already done
     * @param now the run's clock, in seconds
     */
    TimeLeft(RunWork work, long done, double now) {
        this.work = work;
        this.done = done;
        this.begin = now;
        this.now = now;
    }

    /** Records the end of a step, at {@code seconds} of the run's clock. */
    void stepped(long step, double seconds) {
        double taken = seconds - now;
        now = seconds;
        done = step;
        evaluated = false;
        if (first) {
            first = false;
            return;
        }
        steps.addLast(taken);
        if (steps.size() > RECENT) {
            steps.removeFirst();
        }
        if (!settled) {
            settle();
        }
    }

    /** Records the end of an evaluation, at {@code seconds} of the run's clock. */
    void evaluated(double seconds) {
        readSeconds = (seconds - now) / work.validationPictures();
        now = seconds;
        evaluated = true;
    }

    /** Decides whether the times have settled: two consecutive medians of five agree, or the longest wait is over. */
    private void settle() {
        List<Double> all = List.copyOf(steps);
        int size = all.size();
        boolean agree = false;
        if (size >= 2 * GROUP_SIZE && size % GROUP_SIZE == 0) {
            double last = median(all.subList(size - GROUP_SIZE, size));
            double before = median(all.subList(size - 2 * GROUP_SIZE, size - GROUP_SIZE));
            agree = Math.abs(last - before) <= TOLERANCE * before;
        }
        if (agree || now - begin > MAX_WAIT_SECONDS) {
            settled = true;
            int kept = agree ? 2 * GROUP_SIZE : GROUP_SIZE;
            while (steps.size() > kept) {
                steps.removeFirst();
            }
        }
    }

    /** Returns the recent seconds of a step, checkpoints included; empty until the times have settled. */
    OptionalDouble stepSeconds() {
        if (!settled) {
            return OptionalDouble.empty();
        }
        double most = STALL * median(steps);
        return steps.stream().mapToDouble(taken -> Math.min(taken, most)).average();
    }

    /** Returns the seconds until the run ends, evaluation included; empty until the times have settled. */
    OptionalDouble seconds() {
        OptionalDouble step = stepSeconds();
        if (step.isEmpty()) {
            return step;
        }
        double read = Double.isNaN(readSeconds) ? work.readSeconds(step.getAsDouble()) : readSeconds;
        long evaluations = work.evaluationsAfter(evaluated ? done : done - 1);
        return OptionalDouble.of(work.seconds(work.steps() - done, evaluations, step.getAsDouble(), read));
    }

    private static double median(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
}
