package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Steps on the elements of one stack, done element by element instead of step by step: for attention, scores, softmax and
 * context of one head after the other, in the cache of one thread and with one wait in place of three.
 */
final class StackStep implements Step {
    private static final long SMALL = 100_000;

    private final List<StackedStep> steps;
    private final int stack;

    private StackStep(List<StackedStep> steps, int stack) {
        this.steps = List.copyOf(steps);
        this.stack = stack;
    }

    /** Puts neighbours together where they allow it. */
    static List<Step> together(List<Step> steps) {
        List<Step> result = new ArrayList<>();
        List<StackedStep> open = new ArrayList<>();
        for (Step step : steps) {
            if (!joins(step, open)) {
                close(open, result);
            }
            if (joins(step, open)) {
                open.add((StackedStep) step);
            } else {
                result.add(step);
            }
        }
        close(open, result);
        return result;
    }

    private static void close(List<StackedStep> open, List<Step> result) {
        if (open.size() > 1) {
            result.add(new StackStep(open, open.get(0).stack()));
        } else {
            result.addAll(open);
        }
        open.clear();
    }

    /** The first must be a stack of products; those that follow must touch the same part of whatever both touch. */
    private static boolean joins(Step step, List<StackedStep> open) {
        if (!(step instanceof StackedStep next)) {
            return false;
        }
        if (open.isEmpty()) {
            return step instanceof GemmStep && next.stack() > 1;
        }
        int stack = open.get(0).stack();
        if (next.stack() % stack != 0 || (next instanceof GemmStep && next.stack() != stack)) {
            return false;
        }
        return open.stream().allMatch(before -> independent(before, next, stack));
    }

    private static boolean independent(StackedStep before, StackedStep next, int stack) {
        Set<Memory> shared = new HashSet<>(before.writes());
        shared.addAll(before.reads());
        Set<Memory> touched = new HashSet<>(next.reads());
        touched.addAll(next.writes());
        shared.retainAll(touched);
        shared.removeIf(
                memory -> !before.writes().contains(memory) && !next.writes().contains(memory));
        return shared.stream().allMatch(memory -> samePart(memory, List.of(before, next), stack));
    }

    /** Whether all of {@code steps} that touch this memory touch the same part of it for one element of the stack. */
    private static boolean samePart(Memory memory, List<StackedStep> steps, int stack) {
        for (int i = 0; i < stack; i++) {
            Set<Integer> offsets = new HashSet<>();
            for (StackedStep step : steps) {
                offsets.addAll(step.offsets(memory, i, stack));
            }
            if (offsets.size() > 1 || offsets.contains(-1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<Memory> reads() {
        return steps.stream().flatMap(step -> step.reads().stream()).distinct().toList();
    }

    @Override
    public List<Memory> writes() {
        return steps.stream().flatMap(step -> step.writes().stream()).distinct().toList();
    }

    @Override
    public boolean worksInPlace(Memory read, Memory written) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).writes().contains(written)) {
                boolean readLater = steps.subList(i + 1, steps.size()).stream()
                        .anyMatch(step -> step.reads().contains(read));
                return !readLater
                        && samePart(read, steps, stack)
                        && steps.get(i).worksInPlace(read, written);
            }
        }
        return false;
    }

    @Override
    public void run(Team team) {
        long work = steps.stream().mapToLong(StackedStep::work).sum();
        int chunks = work < SMALL ? 1 : Math.min(stack, RowStep.BLOCKS);
        team.run(chunks, part -> {
            int last = (int) ((long) stack * (part + 1) / chunks);
            for (int i = (int) ((long) stack * part / chunks); i < last; i++) {
                for (StackedStep step : steps) {
                    step.run(i, i + 1, stack, part);
                }
            }
        });
    }
}
