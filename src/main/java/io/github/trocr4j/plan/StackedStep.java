package io.github.trocr4j.plan;

import java.util.Set;

/**
 * A step that does the same to each element of a stack (the heads of the images of a batch), so that one thread can do
 * several such steps to one element while its values are in the cache: {@link StackStep}.
 */
interface StackedStep extends Step {
    /** Into how many elements it can be cut, or into any divisor of it; 1 where it cannot. */
    int stack();

    /** Roughly, multiplications in all. */
    long work();

    /**
     * Where in {@code memory} element {@code index} of {@code stack} begins, for each view of it that is read or written;
     * -1 for one that all elements share.
     */
    Set<Integer> offsets(Memory memory, int index, int stack);

    /** Rows of each element that can be computed without the others; 0 if there are none such. */
    int rows(int stack);

    /** Whether it reads this memory row by row, for the same rows of its result. */
    boolean readsByRows(Memory memory);

    /** Does it to rows {@code from} to below {@code to} of element {@code index} of {@code stack}, as worker {@code part}. */
    void run(int index, int stack, int from, int to, int part);
}
