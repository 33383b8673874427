package io.github.trocr4j.plan;

/** How one kind of operation is planned. */
@FunctionalInterface
interface OpPlanner {
    /** Adds to {@code draft} what computes the needed outputs of {@code call}; false where it cannot. */
    boolean plan(OpCall call, Draft draft);
}
