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
    /** Values that stay in a second-level cache beside the matrices of a product. */
    private static final int CACHED = 64 * 1024;
    /** Fewer rows are not worth rearranging the other matrix of a product. */
    private static final int LEAST_ROWS = 48;

    private final List<StackedStep> steps;
    private final int stack;
    private final int blocks;

    private StackStep(List<StackedStep> steps, int stack) {
        this.steps = List.copyOf(steps);
        this.stack = stack;
        this.blocks = blocks(steps, stack);
    }

    /** Into how many blocks of rows an element is cut, so that what one block leaves for the next step is in the cache. */
    private static int blocks(List<StackedStep> steps, int stack) {
        int rows = steps.get(0).rows(stack);
        Set<Memory> made = new HashSet<>();
        int largest = 0;
        for (StackedStep step : steps) {
            if (step.rows(stack) != rows || !made.stream().allMatch(step::readsByRows)) {
                return 1;
            }
            made.addAll(step.writes());
            for (Memory memory : step.writes()) {
                largest = Math.max(largest, memory.length() / stack);
            }
        }
        int enough = (largest + CACHED - 1) / CACHED;
        return Math.max(1, Math.min(enough, rows / LEAST_ROWS));
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
        int units = stack * blocks;
        int chunks = work < SMALL ? 1 : Math.min(units, RowStep.BLOCKS);
        team.run(chunks, part -> {
            int last = (int) ((long) units * (part + 1) / chunks);
            for (int unit = (int) ((long) units * part / chunks); unit < last; unit++) {
                unit(unit / blocks, unit % blocks, part);
            }
        });
    }

    private void unit(int index, int block, int part) {
        for (StackedStep step : steps) {
            int rows = step.rows(stack);
            step.run(index, stack, rows * block / blocks, rows * (block + 1) / blocks, part);
        }
    }
}
