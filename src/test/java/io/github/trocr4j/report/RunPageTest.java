package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class RunPageTest {
    @TempDir
    Path folder;

    @Test
    void showsAllSections() throws Exception {
        String html = page(RunFiles.ended(folder.resolve("first"), 64));

        assertThat(html)
                .contains("<h1>first</h1>", "Read 1 of 2 test strips exactly")
                .contains("<b>50.0 %</b>", "95 % interval 9.5 to 90.5 %") // Wilson's interval of 1 of 2
                .contains("Loss (nats per token)", "Read correctly, of the held-out strips", "Learning rate")
                .contains("title=\"4 read as 9: 1\"")
                .contains("Share of the digits misread at each position")
                .contains("expected calibration error")
                .contains("70415 read as 70915", "12345 read correctly")
                .contains("batchSize", ">64<", "adam.beta1")
                .contains("Made by trocr4j 1");
        Document page = Xml.parse(html);
        assertThat(Xml.all(page, "img")).hasSize(1); // the one error
        assertThat(Xml.all(page, "image")).hasSize(2); // the two strips with attention,
        assertThat(Xml.all(page, "use")).hasSize(10); // once more for each digit
        assertThat(Xml.all(page, "rect").stream()
                        .filter(rect -> rect.getTextContent().equals("75.0 %")))
                .hasSize(10);
    }

    @Test
    void patchesAreDrawnAtTheirPosition() throws Exception {
        Document page = Xml.parse(page(RunFiles.ended(folder.resolve("first"), 64)));

        // the seventh of 5x2 patches: the second from the left in the lower row
        assertThat(Xml.all(page, "rect"))
                .filteredOn(rect -> rect.getAttribute("x").equals("28.0")
                        && rect.getAttribute("y").equals("14.0"))
                .hasSize(2)
                .allSatisfy(rect -> {
                    assertThat(rect.getAttribute("width")).isEqualTo("28.0");
                    assertThat(rect.getAttribute("height")).isEqualTo("14.0");
                });
    }

    @Test
    void isSelfContainedAndHasNoScripts() throws Exception {
        String html = page(RunFiles.ended(folder.resolve("first"), 64));

        assertThat(html).doesNotContain("http:", "https:", "<script", "<link", "@import", "url(");
    }

    @Test
    void foreignTextIsEscaped() throws Exception {
        String html = page(RunFiles.ended(folder.resolve("a<i>'&"), 64));

        assertThat(html)
                .contains("<h1>a&lt;i&gt;&#39;&amp;</h1>")
                .contains("drawn &lt;b&gt;&amp;&quot;&#39;")
                .contains("--name &lt;/td&gt;&lt;script&gt;alert(1)");
        assertThat(Xml.parse(html).getElementsByTagName("i").getLength()).isZero();
        assertThat(Page.escaped("\u0000\u001b[2J\ud800")).isEqualTo("??[2J?");
    }

    @Test
    void invalidPicturesAreOmitted() throws Exception {
        Path run = RunFiles.ended(folder.resolve("first"), 64);
        Files.writeString(
                run.resolve("report-data.json"),
                "{\"worst\": [{\"png\": \"\\\" onerror=\\\"alert(1)\", \"read\": [1, \"<b>\"]}, 7], \"looks\":"
                        + " \"no\"}");

        String html = page(run);

        assertThat(html).doesNotContain("onerror", "<b>&lt;b");
        Xml.parse(html);
    }

    @Test
    void anUnfinishedRunShowsWhatItHas() throws Exception {
        String html = page(RunFiles.begun(folder.resolve("young"), 64).root());

        assertThat(html).contains("has no evaluation.json", "Loss (nats per token)", "<b>960</b>");
        assertThat(html).doesNotContain("Confusion", "NaN");
        Xml.parse(html);
    }

    @Test
    void aRunWithoutMeasurementsHasANote() throws Exception {
        Path run = Files.createDirectories(folder.resolve("empty"));
        Files.writeString(run.resolve("provenance.json"), "{}");

        assertThat(page(run)).contains("Nothing has been measured yet");
    }

    @Test
    void numbersDoNotDependOnTheLocale() throws IOException {
        Path run = RunFiles.ended(folder.resolve("first"), 64);
        Locale usual = Locale.getDefault();
        String there;
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            there = page(run);
        } finally {
            Locale.setDefault(usual);
        }
        assertThat(there).isEqualTo(page(run));
    }

    @Test
    void aFolderThatIsNotARunIsRefused() {
        assertThatThrownBy(() -> RunContents.of(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected the folder of a run")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void comparesRunsWithTheDataTheyHave() throws Exception {
        RunContents first = RunContents.of(RunFiles.ended(folder.resolve("first"), 64));
        RunContents second =
                RunContents.of(RunFiles.begun(folder.resolve("<young>"), 32).root());

        String html = ComparisonPage.html(List.of(first, second), List.of("first", "<young>"), "trocr4j 1");

        assertThat(html)
                .contains("2 runs compared", "9.5 to 90.5 %", "&lt;young&gt; (unfinished)")
                .contains("<th scope=\"row\">batchSize</th><td>64</td><td>32</td>")
                .doesNotContain("adam.beta1", "http:", "https:");
        Document page = Xml.parse(html);
        assertThat(Xml.all(page, "polyline")).hasSize(2); // losses; a single evaluation is a dot
    }

    @Test
    void runsWithEqualValuesAreDrawnAlike() throws Exception {
        Path shorter = RunFiles.begun(folder.resolve("shorter"), 64).root();
        Path longer = RunFiles.begun(folder.resolve("longer"), 64).root();
        try (MetricsCsv csv = MetricsCsv.append(longer.resolve("metrics.csv"), RunKind.STRIPS)) {
            csv.write(MetricsRow.training(40, 1, 960, 1.5, 1e-4, 0.7, 40, 9)); // no further strips: the same axes
        }

        Document page = Xml.parse(ComparisonPage.html(
                List.of(RunContents.of(shorter), RunContents.of(longer)), List.of("a", "b"), "trocr4j 1"));

        List<String> curves = Xml.all(page, "polyline").stream()
                .map(curve -> curve.getAttribute("points"))
                .toList();
        assertThat(curves.get(1)).startsWith(curves.get(0));
    }

    @Test
    void unknownSettingsAreNotDifferences() throws Exception {
        Path other = RunFiles.ended(folder.resolve("other"), 64);
        Files.delete(other.resolve("config.json"));
        List<RunContents> runs =
                List.of(RunContents.of(RunFiles.ended(folder.resolve("first"), 64)), RunContents.of(other));

        assertThat(ComparisonPage.html(runs, List.of("first", "other"), "trocr4j 1"))
                .contains("All settings are the same")
                .doesNotContain("batchSize");
    }

    private static String page(Path run) throws IOException {
        return RunPage.html(RunContents.of(run), "trocr4j 1");
    }
}
