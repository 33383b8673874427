package io.github.trocr4j.plan;

import java.util.List;

/** A step of a plan. Steps run one after the other; a step may use several threads. */
interface Step {
    /** Returns the memory that this step reads. */
    List<Memory> reads();

    /** Returns the memory that this step writes, completely or partially. */
    List<Memory> writes();

    /**
     * Returns the memory of all computed values, including those that are not stored because no other step reads them.
     */
    default List<Memory> computes() {
        return writes();
    }

    /** Returns the kind of step for {@link CompiledGraph#plans}. */
    default String kind() {
        return getClass().getSimpleName();
    }

    /** Runs this step. */
    void run(Team team);

    /** Returns whether {@code written} may share the memory of {@code read}, element by element. */
    default boolean worksInPlace(Memory read, Memory written) {
        return false;
    }
}
