package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.text.ModelProto;
import io.github.trocr4j.text.SentencePieceVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Ids 0 to 10: four special tokens, six pieces, the mask. */
class TextReaderTest {
    @TempDir
    Path directory;

    @Test
    void aLineIsTheDecodedTextOfTheGeneratedIds() throws IOException {
        textModel();
        Picture picture = picture(1);
        ModelDirectory model = ModelDirectory.load(directory);
        int[][] ids;
        try (TrOcr trOcr = new TrOcr(model)) {
            INDArray pixels = Nd4j.create(model.processor().pixelValues(picture), new long[] {1, 3, 16, 80}, 'c');
            ids = trOcr.generate(pixels, 8);
        }
        String expected = SentencePieceVocabulary.read(directory.resolve("sentencepiece.bpe.model"))
                .decode(ids[0]);
        try (TextReader reader = TextReader.load(directory)) {
            List<TextReader.Line> lines = reader.read(List.of(picture, picture(2), picture));
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0).text()).isEqualTo(expected);
            // the same picture in another row of the batch: equal except for the last bits
            assertThat(lines.get(2).text()).isEqualTo(expected);
            assertThat(lines.get(2).confidence()).isCloseTo(lines.get(0).confidence(), withinPercentage(0.01));
            assertThat(lines.get(0).confidence()).isBetween(0f, 1f);
            assertThat(reader.read(List.of())).isEmpty();
        }
    }

    @Test
    void aModelThatReadsDigitsIsRefusedWithAdvice() throws IOException {
        SmallModels.save(directory);
        assertThatThrownBy(() -> TextReader.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("with its original head");
    }

    @Test
    void aMissingVocabularyIsNamed() throws IOException {
        textModel();
        Files.delete(directory.resolve("sentencepiece.bpe.model"));
        assertThatThrownBy(() -> TextReader.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sentencepiece.bpe.model");
    }

    private void textModel() throws IOException {
        SmallModels.text().save(directory);
        Files.write(
                directory.resolve("sentencepiece.bpe.model"),
                ModelProto.of("\u2581on", "e", "\u2581two", "s", "\u2581", "x").bytes());
    }

    private static Picture picture(long seed) {
        byte[] plane = new byte[28 * 140];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) random.nextInt(256);
        }
        return Picture.gray(plane, 140, 28);
    }
}
