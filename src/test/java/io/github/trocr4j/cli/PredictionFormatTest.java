package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.Reading;
import io.github.trocr4j.TextReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PredictionFormatTest {
    private static final PredictionFormat.Prediction READING =
            PredictionFormat.Prediction.of(new Reading("70", List.of(0.5f, 0.75f)));
    private static final PredictionFormat.Prediction LINE =
            PredictionFormat.Prediction.of(new TextReader.Line("two\tones", 0.5f));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void textIsTabSeparated() throws IOException {
        text().read(Path.of("strip.png"), READING);
        assertThat(out.toString()).isEqualToNormalizingNewlines("strip.png\t70\t0.3750 (0.5000 0.7500)\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such names")
    void namesCannotFakeColumnsOrLines() throws IOException {
        text().read(Path.of("a\t99999\t1\nb.png"), READING);
        assertThat(out.toString()).startsWith("a?99999?1?b.png\t70\t");
    }

    @Test
    void failuresAsTextAreSentencesOnStderr() throws IOException {
        text().failed(Path.of("strip.png"), "strip.png: is empty.");
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualToNormalizingNewlines("trocr4j: strip.png: is empty.\n");
    }

    @Test
    void uncertainReadingsAreMarked() throws IOException {
        PredictionFormat.Prediction uncertain =
                PredictionFormat.Prediction.of(new Reading("70", List.of(0.5f, 0.75f), true));
        PredictionFormat.text(new PrintWriter(out), new PrintWriter(err)).read(Path.of("strip.png"), uncertain);
        PredictionFormat.json(new PrintWriter(out)).read(Path.of("strip.png"), uncertain);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        strip.png\t70\t0.3750 (0.5000 0.7500)\tuncertain
                        {"file":"strip.png","digits":"70","confidence":0.375,"confidences":[0.5,0.75],"uncertain":true}
                        """);
    }

    @Test
    void jsonIsAnObjectALine() throws IOException {
        PredictionFormat json = PredictionFormat.json(new PrintWriter(out));
        json.read(Path.of("strip.png"), READING);
        json.failed(Path.of("other.png"), "other.png: is empty.");
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        {"file":"strip.png","digits":"70","confidence":0.375,"confidences":[0.5,0.75],"uncertain":false}
                        {"file":"other.png","error":"other.png: is empty."}
                        """);
    }

    @Test
    void textHasOneConfidenceAndCannotFakeColumns() throws IOException {
        text().read(Path.of("line.png"), LINE);
        assertThat(out.toString()).isEqualToNormalizingNewlines("line.png\ttwo?ones\t0.5000\n");
        PredictionFormat.json(new PrintWriter(out)).read(Path.of("line.png"), LINE);
        assertThat(out.toString()).contains("{\"file\":\"line.png\",\"text\":\"two\\tones\",\"confidence\":0.5}");
    }

    @Test
    void jsonIsAsciiWhateverTheConsolesEncoding() throws IOException {
        PredictionFormat.json(new PrintWriter(out)).failed(Path.of("a.png"), "caf\u00e9");
        assertThat(out.toString()).contains("\"caf\\u00E9\"");
    }

    private PredictionFormat text() {
        return PredictionFormat.text(new PrintWriter(out), new PrintWriter(err));
    }
}
