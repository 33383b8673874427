package io.github.trocr4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ReadingConfig;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.lines.ComposedRows;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.run.ConfidenceFit.Sure;
import io.github.trocr4j.train.Examples;
import io.github.trocr4j.train.RowExamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfidenceFitTest {
    @Test
    void readerHasTheFittedConfidence() throws IOException {
        ModelDirectory model = SmallModels.digits().withCharacters(RowExamples.VOCABULARY, ComposedRows.MAX_LENGTH, 1);
        RowExamples rows = new RowExamples(
                new ComposedRows(GeneratedDigits.generate(1, 1, 100).test(), 1), 40, 0, 5);
        ConfidenceFit fit = ConfidenceFit.of(model, rows);
        ModelDirectory fitted = model.withReading(new ReadingConfig(false, fit.temperature(), 0));
        try (LineReader reader = fitted.reader()) {
            for (int i = 0; i < rows.size(); i++) {
                assertThat(reader.readRow(rows.example(0, i).picture()).confidence())
                        .isCloseTo(fit.lines().get(i).confidence(), within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void digitsHaveTheFittedConfidence(Decoding decoding) throws IOException {
        ModelDirectory model = SmallModels.digits().withDecoding(decoding);
        Examples strips = Examples.of(
                SequenceDataset.inOrder(GeneratedDigits.generate(1, 1, 100).test()));
        ConfidenceFit fit = ConfidenceFit.of(model, strips);
        ModelDirectory fitted = model.withReading(new ReadingConfig(false, fit.temperature(), 0));
        try (LineReader reader = fitted.reader()) {
            for (int i = 0; i < strips.size(); i++) {
                assertThat(reader.readRow(strips.example(0, i).picture()).confidence())
                        .isCloseTo(fit.lines().get(i).confidence(), within(1e-4f));
            }
        }
    }

    @Test
    void minimumConfidenceThatIsNotFittedStays(@TempDir Path folder) throws IOException {
        SmallModels.digits().withReading(new ReadingConfig(false, 1, 0.7f)).save(folder);
        Examples strips = Examples.of(
                SequenceDataset.inOrder(GeneratedDigits.generate(1, 1, 100).test()));
        ConfidenceFit.write(folder, strips, OptionalDouble.empty());
        ReadingConfig written = ModelDirectory.load(folder).reading();
        assertThat(written.findRows()).isFalse();
        assertThat(written.minimumConfidence()).isEqualTo(0.7f);
        assertThat(written.temperature())
                .isEqualTo(ConfidenceFit.of(SmallModels.digits(), strips).temperature());
    }

    @Test
    void minimumConfidenceGivesTheAccuracy() {
        List<Sure> lines = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lines.add(new Sure(i / 100f, i >= 40 || i % 2 == 0));
        }
        assertThat(new ConfidenceFit(1, lines).minimumConfidence(1)).isEqualTo(0.4f);
        assertThat(new ConfidenceFit(1, lines).minimumConfidence(0.5)).isZero();
    }

    @Test
    void nothingIsCertainIfAllIsWrong() {
        ConfidenceFit fit = new ConfidenceFit(1, List.of(new Sure(0.9f, false), new Sure(0.8f, false)));
        assertThat(fit.minimumConfidence(0.99)).isEqualTo(1);
    }
}
