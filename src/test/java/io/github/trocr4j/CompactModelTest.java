package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.Mnist;
import io.github.trocr4j.data.PublishedMnist;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.ClearDigits;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.train.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** weights/compact, which reads strips of five digits in MNIST's form. */
class CompactModelTest {
    private static final Path FOLDER = Path.of("weights", "compact");

    @Test
    void itIsOfThePresetThorough() throws IOException {
        assertThat(ModelDirectory.load(FOLDER).config().encoder())
                .isEqualTo(Preset.named("thorough").orElseThrow().model().encoder());
    }

    @Test
    void itReadsClearStripsAsTheyAre() throws IOException {
        try (LineReader reader = LineReader.load(FOLDER)) {
            for (String digits : List.of("40716", "93862", "57104")) {
                assertThat(reader.read(ClearDigits.strip(digits)))
                        .extracting(Line::text)
                        .containsExactly(digits);
            }
        }
    }

    @Test
    @Tag("slow")
    void itReadsNearlyAllFirstStripsOfMnist() throws IOException {
        List<Strip> strips = SequenceDataset.inOrder(
                        Mnist.load(PublishedMnist.directory()).test())
                .subList(0, 200);
        try (LineReader reader = LineReader.load(FOLDER)) {
            List<Reading> readings = reader.readRows(strips.stream()
                    .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                    .toList());
            long exact = 0;
            for (int i = 0; i < strips.size(); i++) {
                exact += readings.get(i).text().equals(strips.get(i).text()) ? 1 : 0;
            }
            assertThat(exact).isGreaterThanOrEqualTo(190);
        }
    }
}
