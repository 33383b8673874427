package io.github.trocr4j.train;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.Score;
import io.github.trocr4j.eval.SequenceMetrics;
import java.util.List;
import java.util.function.Function;

/**
 * What the best model of a run is chosen by.
 *
 * @param examples held out; may be empty
 * @param score rates the readings of all of them
 */
public record Validation(Examples examples, Function<List<Read>, Score> score) {
    /**
     * A reading of one example.
     *
     * @param labels ids that were expected
     * @param ids ids that were read, with padding after the end token
     * @param probabilities of each id that was read
     */
    @SuppressWarnings("ArrayRecordComponent") // readings are never compared
    public record Read(int[] labels, int[] ids, float[] probabilities) {}

    /** Returns the validation of a digit model by the accuracy of its digits. */
    public static Validation of(List<Strip> strips) {
        return new Validation(
                Examples.of(strips),
                readings -> SequenceMetrics.of(readings.stream()
                        .map(read -> new ReadStrip(read.labels(), read.ids(), read.probabilities()))
                        .toList()));
    }
}
