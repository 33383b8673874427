package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.Line;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.file.FilePage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PredictionFormatTest {
    private static final Line LINE = line("70", false);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void textIsTabSeparated() throws IOException {
        text().read(picture("page.png"), List.of(LINE, LINE));
        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        "page.png\t70\t0.3750\t12,34,200,40\npage.png\t70\t0.3750\t12,34,200,40\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such names")
    void namesCannotFakeColumnsOrLines() throws IOException {
        text().read(picture("a\t99999\t1\nb.png"), List.of(LINE));
        assertThat(out.toString()).startsWith("a?99999?1?b.png\t70\t");
    }

    @Test
    void failuresAsTextAreSentencesOnStderr() throws IOException {
        text().failed(picture("page.png"), "page.png: is empty.");
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualToNormalizingNewlines("trocr4j: page.png: is empty.\n");
    }

    @Test
    void aPictureWithoutLinesIsASentenceOnStderr() throws IOException {
        text().read(picture("page.png"), List.of());
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualToNormalizingNewlines("trocr4j: page.png: no line found.\n");
    }

    @Test
    void uncertainReadingsAreMarked() throws IOException {
        List<Line> uncertain = List.of(line("70", true));
        text().read(picture("page.png"), uncertain);
        json().read(picture("page.png"), uncertain);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        page.png\t70\t0.3750\t12,34,200,40\tuncertain
                        {"file":"page.png","lines":[{"text":"70","confidence":0.375,"uncertain":true,"box":[12,34,200,40]}]}
                        """);
    }

    @Test
    void jsonIsAnObjectAPicture() throws IOException {
        json().read(picture("page.png"), List.of(LINE, line("1", false)));
        json().read(picture("blank.png"), List.of());
        json().failed(picture("other.png"), "other.png: is empty.");
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        {"file":"page.png","lines":[{"text":"70","confidence":0.375,"uncertain":false,"box":[12,34,200,40]},\
                        {"text":"1","confidence":0.375,"uncertain":false,"box":[12,34,200,40]}]}
                        {"file":"blank.png","lines":[]}
                        {"file":"other.png","error":"other.png: is empty."}
                        """);
    }

    @Test
    void jsonHasTheWordsOfALineIfWanted() throws IOException {
        PredictionFormat.json(new PrintWriter(out), true).read(picture("page.png"), List.of(line("no 17", false)));
        assertThat(out.toString())
                .contains("\"words\":[{\"text\":\"no\",\"confidence\":0.5},{\"text\":\"17\",\"confidence\":0.5}]");
    }

    @Test
    void textsAloneAreALineForEach() throws IOException {
        PredictionFormat plain = PredictionFormat.plain(new PrintWriter(out), new PrintWriter(err));
        plain.read(picture("page.png"), List.of(line("no 17", true), line("4", false)));
        plain.read(picture("blank.png"), List.of());
        assertThat(out.toString()).isEqualToNormalizingNewlines("no 17\n4\n");
        assertThat(err.toString()).contains("blank.png: no line found.");
    }

    @Test
    void textsCannotFakeColumns() throws IOException {
        Line line = line("two\tones", false);
        text().read(picture("line.png"), List.of(line));
        assertThat(out.toString()).isEqualToNormalizingNewlines("line.png\ttwo?ones\t0.3750\t12,34,200,40\n");
        json().read(picture("line.png"), List.of(line));
        assertThat(out.toString()).contains("{\"file\":\"line.png\",\"lines\":[{\"text\":\"two\\tones\",");
    }

    @Test
    void jsonIsAsciiWhateverTheConsolesEncoding() throws IOException {
        json().failed(picture("a.png"), "caf\u00e9");
        json().read(picture("a.png"), List.of(line("\u00e9", false)));
        assertThat(out.toString()).contains("\"caf\\u00E9\"", "\"text\":\"\\u00E9\"");
    }

    @Test
    void pagesOfAFileAreNumbered() throws IOException {
        FilePage second = new FilePage(Path.of("scan.tif"), 2, 3);
        text().read(second, List.of(LINE));
        json().read(second, List.of());
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        scan.tif page 2\t70\t0.3750\t12,34,200,40
                        {"file":"scan.tif","page":2,"lines":[]}
                        """);
    }

    private static FilePage picture(String file) {
        return new FilePage(Path.of(file), 1, 1);
    }

    private PredictionFormat text() {
        return PredictionFormat.text(new PrintWriter(out), new PrintWriter(err));
    }

    private PredictionFormat json() {
        return PredictionFormat.json(new PrintWriter(out), false);
    }

    private static Line line(String text, boolean uncertain) {
        List<Reading.Token> tokens = List.of(new Reading.Token(text, 0.5f), new Reading.Token("", 0.75f));
        return new Line(new Reading(text, tokens, uncertain), 12, 34, 200, 40);
    }
}
