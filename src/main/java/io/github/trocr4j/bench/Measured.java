package io.github.trocr4j.bench;

import java.util.concurrent.TimeUnit;

/**
 * One row of a benchmark that was measured.
 *
 * @param what was done
 * @param timing of each time it was done
 */
public record Measured(Work.Case what, Timing timing) {
    /** Milliseconds for one picture, in the median. */
    public double millisecondsPerPicture() {
        return timing.median() / what.batch();
    }

    /** Pictures in a second, in the median. */
    public double picturesPerSecond() {
        return TimeUnit.SECONDS.toMillis(1) / millisecondsPerPicture();
    }
}
