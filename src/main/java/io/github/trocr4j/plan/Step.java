package io.github.trocr4j.plan;

import java.util.List;

/** One thing a plan does. Plans are lists of steps, run one after the other; a step may use several threads. */
interface Step {
    /** What it reads. */
    List<Memory> reads();

    /** What it writes, wholly or in part. */
    List<Memory> writes();

    /** Every value that it computes, those included that nobody else reads. */
    default List<Memory> makes() {
        return writes();
    }

    /** What sort of step it is, for {@link CompiledGraph#plans}. */
    default String kind() {
        return getClass().getSimpleName();
    }

    /** Does it. */
    void run(Team team);

    /** Whether {@code written} may lie where {@code read} lies, value on value. */
    default boolean worksInPlace(Memory read, Memory written) {
        return false;
    }
}
