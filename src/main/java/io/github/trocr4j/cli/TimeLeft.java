package io.github.trocr4j.cli;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How long a run still takes: what is left of its work, at the pace at which it went lately. Nothing is said before the steps
 * have settled, since the first one plans the graphs and Java compiles during the next ones.
 */
final class TimeLeft {
    private static final int GROUP = 5;
    private static final double AGREEMENT = 0.1;
    private static final double LONGEST_SILENCE = 40;
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
     * Of a run that begins, or goes on.
     *
     * @param done steps that were done before
     * @param now the run's clock, in seconds
     */
    TimeLeft(RunWork work, long done, double now) {
        this.work = work;
        this.done = done;
        this.begin = now;
        this.now = now;
    }

    /** Step {@code step} ended, at {@code seconds} of the run's clock. */
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

    /** The held-out strips have been read. */
    void evaluated(double seconds) {
        readSeconds = (seconds - now) / work.validationStrips();
        now = seconds;
        evaluated = true;
    }

    /** Two medians of five that agree; or, on a machine that is not even, what there is after some time. */
    private void settle() {
        List<Double> all = List.copyOf(steps);
        int size = all.size();
        boolean agree = false;
        if (size >= 2 * GROUP && size % GROUP == 0) {
            double last = median(all.subList(size - GROUP, size));
            double before = median(all.subList(size - 2 * GROUP, size - GROUP));
            agree = Math.abs(last - before) <= AGREEMENT * before;
        }
        if (agree || now - begin > LONGEST_SILENCE) {
            settled = true;
            int kept = agree ? 2 * GROUP : GROUP;
            while (steps.size() > kept) {
                steps.removeFirst();
            }
        }
    }

    /** Seconds of a step lately, checkpoints included; empty until the steps have settled. */
    OptionalDouble stepSeconds() {
        if (!settled) {
            return OptionalDouble.empty();
        }
        double most = STALL * median(steps);
        return steps.stream().mapToDouble(taken -> Math.min(taken, most)).average();
    }

    /** Seconds until the run ends, figures and pictures included; empty until the steps have settled. */
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
