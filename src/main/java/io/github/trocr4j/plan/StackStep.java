package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several steps on the same stack of matrices, run for one element after the other: in attention, a thread computes
 * scores, softmax and context of one head before the next. Intermediate values stay in its cache, and threads
 * synchronise once instead of three times.
 */
final class StackStep implements Step {
    private static final long MIN_PARALLEL_WORK = 100_000;
    /** Number of values that fit in the L2 cache beside the matrices of a product. */
    private static final int CACHED = 64 * 1024;
    /** Minimum number of rows in a block. With fewer, packing the other matrix of a product takes too much time. */
    private static final int MIN_ROWS = 48;

    private final List<Stackable> steps;
    private final int stack;
    private final int blocks;

    private StackStep(List<Stackable> steps, int stack) {
        this.steps = List.copyOf(steps);
        this.stack = stack;
        this.blocks = blocks(steps, stack);
    }

    /** Returns the number of blocks of rows in an element, so that the results of one block fit in the cache. */
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
        return Math.max(1, Math.min(enough, rows / MIN_ROWS));
    }

    /** Merges adjacent steps if possible. */
    static List<Step> merge(List<Step> steps) {
        List<Step> result = new ArrayList<>();
        List<Stackable> open = new ArrayList<>();
        for (Step step : steps) {
            if (!canMerge(step, open)) {
                close(open, result);
            }
            if (canMerge(step, open)) {
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

    /**
     * Returns whether a step can be merged with the previous ones. The first step must be a stack of products. Each
     * following step must access the same part of all memory that it shares with a previous one.
     */
    private static boolean canMerge(Step step, List<Stackable> open) {
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

    /**
     * Returns whether all {@code steps} that access this memory access the same part of it for each element of the
     * stack.
     */
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
    public List<Memory> computes() {
        return steps.stream()
                .flatMap(step -> step.computes().stream())
                .distinct()
                .toList();
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
        int chunks = work < MIN_PARALLEL_WORK ? 1 : Math.min(units, RowStep.BLOCKS);
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
     * A step that computes each element of a stack (such as the attention heads of a batch) independently, so that a
     * thread can run several steps on one element while its values are in the cache.
     */
    interface Stackable extends Step {
        /**
         * Returns the maximum number of elements, 1 if the step cannot be divided. Any divisor of it is also possible.
         */
        int stack();

        /** Returns the approximate number of multiplications. */
        long work();

        /**
         * Returns the offsets of element {@code index} of {@code stack} in {@code memory}, for each view that is read
         * or written; -1 for a view that all elements share.
         */
        Set<Integer> offsets(Memory memory, int index, int stack);

        /** Returns the number of rows of each element that can be computed independently, 0 if there are none. */
        int rows(int stack);

        /** Returns whether a row of the result depends only on the same row of this memory. */
        boolean readsByRows(Memory memory);

        /**
         * Computes rows {@code from} to {@code to - 1} of element {@code index} of the stack.
         *
         * @param part index of the worker, which selects its buffers
         */
        void run(int index, int stack, int from, int to, int part);
    }
}
