package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Steps on the elements of one stack, done element by element instead of step by step: for attention, scores, softmax
 * and context of one head after the other, in the cache of one thread and with one wait in place of three.
 */
final class StackStep implements Step {
    private static final long SMALL = 100_000;
    /** Values that stay in a second-level cache beside the matrices of a product. */
    private static final int CACHED = 64 * 1024;
    /** Fewer rows are not worth rearranging the other matrix of a product. */
    private static final int LEAST_ROWS = 48;

    private final List<Stackable> steps;
    private final int stack;
    private final int blocks;

    private StackStep(List<Stackable> steps, int stack) {
        this.steps = List.copyOf(steps);
        this.stack = stack;
        this.blocks = blocks(steps, stack);
    }

    /**
     * Into how many blocks of rows an element is cut, so that what one block leaves for the next step is in the cache.
     */
    private static int blocks(List<Stackable> steps, int stack) {
        int rows = steps.get(0).rows(stack);
        Set<Memory> made = new HashSet<>();
        int largest = 0;
        for (Stackable step : steps) {
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
        List<Stackable> open = new ArrayList<>();
        for (Step step : steps) {
            if (!joins(step, open)) {
                close(open, result);
            }
            if (joins(step, open)) {
                open.add((Stackable) step);
            } else {
                result.add(step);
            }
        }
        close(open, result);
        return result;
    }

    private static void close(List<Stackable> open, List<Step> result) {
        if (open.size() > 1) {
            result.add(new StackStep(open, open.get(0).stack()));
        } else {
            result.addAll(open);
        }
        open.clear();
    }

    /** The first must be a stack of products; those that follow must touch the same part of whatever both touch. */
    private static boolean joins(Step step, List<Stackable> open) {
        if (!(step instanceof Stackable next)) {
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

    private static boolean independent(Stackable before, Stackable next, int stack) {
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
    private static boolean samePart(Memory memory, List<Stackable> steps, int stack) {
        for (int i = 0; i < stack; i++) {
            Set<Integer> offsets = new HashSet<>();
            for (Stackable step : steps) {
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
    public List<Memory> makes() {
        return steps.stream().flatMap(step -> step.makes().stream()).distinct().toList();
    }

    @Override
    public String kind() {
        return steps.stream().map(Step::kind).collect(Collectors.joining(", ", "StackStep (", ")"));
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
        long work = steps.stream().mapToLong(Stackable::work).sum();
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
        for (Stackable step : steps) {
            int rows = step.rows(stack);
            step.run(index, stack, rows * block / blocks, rows * (block + 1) / blocks, part);
        }
    }

    /**
     * A step that does the same to each element of a stack (the heads of the images of a batch), so that one thread can
     * do several such steps to one element while its values are in the cache.
     */
    interface Stackable extends Step {
        /** Into how many elements it can be cut, or into any divisor of it; 1 where it cannot. */
        int stack();

        /** Roughly, multiplications in all. */
        long work();

        /**
         * Where in {@code memory} element {@code index} of {@code stack} begins, for each view of it that is read or
         * written; -1 for one that all elements share.
         */
        Set<Integer> offsets(Memory memory, int index, int stack);

        /** Rows of each element that can be computed without the others; 0 if there are none such. */
        int rows(int stack);

        /** Whether it reads this memory row by row, for the same rows of its result. */
        boolean readsByRows(Memory memory);

        /**
         * Does it to rows {@code from} to below {@code to} of element {@code index} of the stack, as worker
         * {@code part}.
         */
        void run(int index, int stack, int from, int to, int part);
    }
}
