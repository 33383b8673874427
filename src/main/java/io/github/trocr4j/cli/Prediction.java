package io.github.trocr4j.cli;

import io.github.trocr4j.Reading;
import io.github.trocr4j.TextReader;
import java.util.List;

/**
 * What was read in one picture, of either kind.
 *
 * @param kind what it is called in JSON: digits or text
 * @param value what was read
 * @param confidence of all of it
 * @param confidences of each digit; empty for text
 * @param uncertain whether that is less than was asked for
 */
record Prediction(String kind, String value, float confidence, List<Float> confidences, boolean uncertain) {
    static Prediction of(Reading reading) {
        return new Prediction(
                "digits", reading.digits(), reading.confidence(), reading.confidences(), reading.uncertain());
    }

    static Prediction of(TextReader.Line line) {
        return new Prediction("text", line.text(), line.confidence(), List.of(), false);
    }
}
