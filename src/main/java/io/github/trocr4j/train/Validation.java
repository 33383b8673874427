package io.github.trocr4j.train;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.Score;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.text.TrainingVocabulary;
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

    /**
     * Returns the validation of a model that reads lines by its character error rate.
     *
     * @param seed seed of the bootstrap
     */
    static Validation of(Examples lines, TrainingVocabulary vocabulary, long seed) {
        return new Validation(
                lines,
                readings -> LineMetrics.of(
                        readings.stream()
                                .map(read -> new LineReading(
                                        vocabulary.decode(read.labels()),
                                        vocabulary.decode(read.ids()),
                                        Generation.confidence(read.probabilities())))
                                .toList(),
                        seed));
    }

    /** Returns the validation of a digit model by the accuracy of its digits. */
    public static Validation of(List<Strip> strips) {
        return new Validation(
                Examples.of(strips),
                readings -> SequenceMetrics.of(readings.stream()
                        .map(read -> new ReadStrip(read.labels(), read.ids(), read.probabilities()))
                        .toList()));
    }
}
