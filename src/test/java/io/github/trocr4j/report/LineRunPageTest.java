package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class LineRunPageTest {
    private static final List<LineReading> LINES = List.of(
            new LineReading("2021-03", "2021-08", 0.875f),
            new LineReading("3-4", "34", 0.75f),
            new LineReading("1", "1", 0.5f),
            new LineReading("\u05e9\u05dc\u05d5\u05dd 12", "\u05e9\u05dc\u05d5\u05e1 12", 0.25f));

    @TempDir
    Path folder;

    @Test
    void showsFiguresCurvesAndLines() throws Exception {
        String html = page(RunFiles.endedLines(folder.resolve("meters-1"), LINES));

        assertThat(html)
                .contains("Read 1 of 4 test lines exactly, with a CER of 16.67 %; data: lines of /home/me/meters.")
                .contains(
                        "<b>25.0 %</b>", "<b>16.67 %</b>", "word error rate (WER)", "distance of confidence from exact")
                .contains(
                        "CER of the held-out lines",
                        "Held-out lines read exactly",
                        "lines seen",
                        "CER: 0.02500 after 640 lines")
                .contains("Lines trained on per second", "<b>640</b><span>lines trained on, in 40 steps")
                .contains("<th scope=\"row\">7</th><td>2</td><td>0.0 %</td><td>14.29 %</td>")
                .contains("refused.first", "[&quot;&lt;a&gt;.png&quot;]")
                .contains("images/&lt;1&gt;.png; confidence 87.5 %")
                .doesNotContain("strips", "Confusion:", "Digits", "NaN");
        Xml.parse(html);
    }

    @Test
    void charactersThatDifferAreMarked() throws Exception {
        Document page = Xml.parse(page(RunFiles.endedLines(folder.resolve("a"), LINES)));

        List<Element> marks = Xml.all(page, "mark").subList(0, 6);
        assertThat(marks).extracting(Element::getTextContent).containsExactly("3", "8", "-", "", "\u05dd", "\u05e1");
        assertThat(marks)
                .filteredOn(mark -> mark.getAttribute("class").equals("gap"))
                .hasSize(1);
    }

    @Test
    void confusionsNameCharactersThatAreNotAscii() throws Exception {
        assertThat(page(RunFiles.endedLines(folder.resolve("a"), LINES)))
                .contains("<td><bdi>-</bdi></td><td><small>missing</small></td><td>1</td><td>33.3 %</td>")
                .contains("<bdi>\u05dd</bdi> <small>U+05DD HEBREW LETTER FINAL MEM</small>");
    }

    @Test
    void attentionLiesOverItsPatches() throws Exception {
        Document page = Xml.parse(page(RunFiles.endedLines(folder.resolve("a"), LINES)));

        assertThat(Xml.all(page, "use")).hasSize(7); // one for each character of 2021-08
        // the seventh of 5x2 patches of 80x32 pixels: the second from the left in the lower row
        assertThat(Xml.all(page, "rect"))
                .filteredOn(rect -> rect.getTextContent().equals("75.0 %"))
                .hasSize(7)
                .allSatisfy(rect -> {
                    assertThat(rect.getAttribute("x")).isEqualTo("16.0");
                    assertThat(rect.getAttribute("y")).isEqualTo("16.0");
                });
    }

    @Test
    void hostileTextsAreEscapedAndVisible() throws Exception {
        String hostile = "<script>alert(1)</script>&\"'\u0000\u202e\ud800\ufffe";
        String html = page(RunFiles.endedLines(
                folder.resolve("a"), List.of(new LineReading(hostile, "\u001b<b>", 1), new LineReading("", "x", 1))));

        assertThat(html)
                .doesNotContain("<script", "<b>&lt;b", "\u202e", "\u0000", "http:", "https:")
                .contains("U+202E RIGHT-TO-LEFT OVERRIDE", "\u241b");
        Xml.parse(html);
    }

    @Test
    void damagedDataAreOmitted() throws Exception {
        Path run = RunFiles.endedLines(folder.resolve("a"), LINES);
        Files.writeString(
                run.resolve("report-data.json"),
                "{\"worst_lines\": [{\"png\": \"\\\" onerror=\\\"alert(1)\", \"read\": [1], \"height\": -3}, 7, null],"
                        + " \"attended_lines\": [{\"attention\": [[1], 2]}, \"no\"]}");
        Files.writeString(
                run.resolve("evaluation.json"),
                "{\"exact_lines\": 1, \"by_length\": [5, {}], \"confusions\": [\"no\", {\"count\": \"many\"}]}");

        String html = page(run);

        assertThat(html).doesNotContain("onerror", "NaN");
        Xml.parse(html);
    }

    @Test
    void aRunThatHasJustBegunIsOneOfLines() throws Exception {
        Path run = Files.createDirectories(folder.resolve("young"));
        MetricsCsv.append(run.resolve("metrics.csv"), RunKind.LINES).close();

        assertThat(RunContents.of(run).kind()).isEqualTo(RunKind.LINES);
        assertThat(RunContents.of(run).isEvaluated()).isFalse();
        assertThat(page(run)).contains("has no evaluation.json", "Nothing has been measured yet");
    }

    @Test
    void linesAndStripsAreComparedInTheirOwnFigures() throws Exception {
        RunContents lines = RunContents.of(RunFiles.endedLines(folder.resolve("meters"), LINES));
        RunContents strips = RunContents.of(RunFiles.ended(folder.resolve("digits"), 64));

        String html = ComparisonPage.html(List.of(lines, strips), List.of("meters", "digits"), "trocr4j 1");

        assertThat(html)
                .contains("On strips or lines that the run was not trained on", "Held-out strips or lines read exactly")
                .contains("<th>exact strips</th>", "<th>exact lines</th>", "<th>CER</th>", "<th>WER</th>")
                .contains("<td>25.0 %</td>", "<td>16.67 %</td>", "<td>50.0 %</td>")
                .contains("CER of the held-out lines", "Digits read correctly, of the held-out strips")
                .contains("CER by length of the text", "<td>14.29 %</td>", "at each position, from the left");
        Xml.parse(html);
        assertThat(ComparisonPage.html(List.of(lines, lines), List.of("a", "b"), "trocr4j 1"))
                .doesNotContain("strips", "position", "Digits");
    }

    @Test
    void theDataOfAPageAreSmall() throws IOException {
        LinePicture large = new LinePicture(new int[2000 * 200], 2000, 200);
        ShownLines.PicturedLine line =
                new ShownLines.PicturedLine(large, "a.png", new LineReading("1", "x".repeat(100), 1));
        List<String> tokens =
                "x".repeat(100).codePoints().mapToObj(Character::toString).toList();
        JsonValue shown = JsonTree.read(new ShownLines(
                        List.of(line), List.of(new ShownLines.AttendedLine(line, 1, 2, tokens, new float[100][2])))
                .json());

        assertThat(shown.path("worst_lines").path(0).path("width").intValue()).isEqualTo(640);
        assertThat(shown.path("attended_lines").path(0).path("tokens")).hasSize(64);
        assertThat(shown.path("attended_lines").path(0).path("attention")).hasSize(64);
    }

    @Test
    void attentionHasAMapForEachToken() {
        ShownLines.PicturedLine line =
                new ShownLines.PicturedLine(new LinePicture(new int[1], 1, 1), "a.png", new LineReading("1", "1", 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShownLines.AttendedLine(line, 1, 2, List.of("1"), new float[2][2]))
                .withMessage("1 tokens with 2 maps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShownLines.AttendedLine(line, 1, 2, List.of("1"), new float[1][3]))
                .withMessage("3 weights for 1x2 patches");
    }

    private static String page(Path run) throws IOException {
        return RunPage.html(RunContents.of(run), "trocr4j 1");
    }
}
