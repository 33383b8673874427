package io.github.trocr4j;

import static io.github.trocr4j.Goldens.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.Generation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The reader returns HuggingFace's digits, and its probabilities as confidences. */
@Tag("golden")
class LineReaderGoldenTest {
    private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

    @Test
    void digitsAndConfidencesAreHfs() throws IOException {
        try (LineReader reader = LineReader.load(Goldens.path("tiny-digits"));
                SafetensorsFile golden = Goldens.open("tiny-digits")) {
            int[][] expected = ids(golden, "expected.greedy_ids");
            float[] logits = golden.floats("expected.greedy_logits");
            List<Reading> readings =
                    reader.readPixelValues(Goldens.formula("input.pixel_values", 2 * 3 * 32 * 32, 1f), expected.length);
            for (int row = 0; row < expected.length; row++) {
                assertThat(readings.get(row).text()).isEqualTo(text(expected[row]));
                for (int t = 0; t < 5; t++) {
                    int from = (row * 5 + t) * 10;
                    assertThat(readings.get(row).tokens().get(t).confidence())
                            .isCloseTo(
                                    softmax(Arrays.copyOfRange(logits, from, from + 10), expected[row][t]), ROUNDING);
                }
            }
        }
    }

    @Test
    void aPictureIsReadLikeItsPixelValues() throws IOException {
        Path directory = Goldens.path("tiny-digits");
        byte[] plane = new byte[28 * 140];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) ((i * i) >> 5);
        }
        Picture picture = Picture.gray(plane, 140, 28);
        float[] values = ModelDirectory.load(directory).processor().pixelValues(picture);
        try (LineReader reader = LineReader.load(directory);
                TrOcr trOcr = TrOcr.load(directory);
                INDArray pixels = Nd4j.create(values, new long[] {1, 3, 32, 32}, 'c')) {
            Generation expected = trOcr.generateWithProbabilities(pixels, 5);
            Reading reading = reader.readRow(picture);
            assertThat(reading.text()).isEqualTo(text(expected.ids()[0]));
            for (int t = 0; t < 5; t++) {
                assertThat(reading.tokens().get(t).confidence()).isCloseTo(expected.probabilities()[0][t], ROUNDING);
            }
        }
    }

    private static String text(int[] ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private static float softmax(float[] logits, int id) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return (float) (Math.exp(logits[id]) / sum);
    }
}
