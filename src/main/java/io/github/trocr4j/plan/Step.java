package io.github.trocr4j.plan;

import java.util.List;

/** One thing a plan does. Plans are lists of steps, run one after the other; a step may use several threads. */
interface Step {
    /** What it reads. */
    List<Memory> reads();

    /** What it writes, wholly or in part. */
    List<Memory> writes();

    /** Does it. */
    void run(Team team);

    /** Whether {@code written} may lie where {@code read} lies, value on value. */
    default boolean worksInPlace(Memory read, Memory written) {
        return false;
    }
}
