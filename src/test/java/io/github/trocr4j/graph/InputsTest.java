package io.github.trocr4j.graph;

import static io.github.trocr4j.Goldens.array;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.Goldens;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.PositionInterpolation;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import io.github.trocr4j.model.ViTConfig;
import io.github.trocr4j.model.ViTConfigBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Tests the inputs of the graphs: patches, positions, labels, initial weights. */
class InputsTest {
    private static final TrOcrConfig SMALL = SmallConfig.of("gelu", new ImageSize(8, 12));

    @Test
    void patchesAreChannelMajorAfterTwoRowsOfZeros() {
        ViTConfig config = SMALL.encoder();
        float[] pixels = new float[8 * 12];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i;
        }
        INDArray patches = Patches.of(pixels, 1, config, config.imageSize());
        assertThat(patches.shape()).containsExactly(8, 16); // 2 + 2x3 patches of 4x4
        assertThat(patches.getRow(0).sumNumber().doubleValue()).isZero();
        assertThat(patches.getRow(1).sumNumber().doubleValue()).isZero();
        assertThat(patches.getRow(2).toFloatVector()).startsWith(0, 1, 2, 3, 12, 13, 14, 15, 24);
        assertThat(patches.getRow(3).toFloatVector()).startsWith(4, 5, 6, 7, 16);
        assertThat(patches.getRow(5).toFloatVector()).startsWith(48, 49, 50, 51, 60);
    }

    @Test
    void unsupportedPictureShapesAreRejected() {
        assertThatThrownBy(() -> Patches.of(Nd4j.zeros(1, 1, 8, 13), SMALL.encoder()))
                .hasMessageContaining("8x13 is not a multiple of the patch size 4");
        assertThatThrownBy(() -> Patches.of(Nd4j.zeros(1, 3, 8, 12), SMALL.encoder()))
                .hasMessageContaining("expected shape [B, 1, H, W]");
        assertThatThrownBy(() -> Patches.of(Nd4j.zeros(8, 12), SMALL.encoder())).hasMessageContaining("found [8, 12]");
    }

    @Tag("golden")
    @Test
    void positionsAreInterpolatedAsPyTorchDoes() throws IOException {
        try (SafetensorsFile golden = Goldens.open("tiny");
                SafetensorsFile model = SafetensorsFile.open(Goldens.path("tiny/model.safetensors"))) {
            TrOcrConfig config = ConfigJson.read(Goldens.path("tiny/config.json"));
            double[][] matrix = PositionInterpolation.matrix(config.encoder(), new ImageSize(16, 48));
            INDArray table = array(model, "encoder.embeddings.position_embeddings"); // [1, 18, 32]
            INDArray grid = table.reshape(18, 32).getRows(rows(2, 18));
            INDArray found = Nd4j.create(matrix).castTo(DataType.FLOAT).mmul(grid);
            INDArray expected = array(golden, "interp.position_embeddings").reshape(14, 32);
            assertThat(Goldens.difference(expected.getRows(rows(2, 14)), found)).isLessThan(1e-6);
            assertThat(Goldens.difference(
                            expected.getRows(0, 1), table.reshape(18, 32).getRows(0, 1)))
                    .isZero();
        }
    }

    @Test
    void interpolationToTheSameSizeIsTheIdentity() {
        double[][] matrix =
                PositionInterpolation.matrix(SMALL.encoder(), SMALL.encoder().imageSize());
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < matrix.length; column++) {
                assertThat(matrix[row][column]).isCloseTo(row == column ? 1 : 0, within(1e-12));
            }
        }
    }

    @Test
    void decoderInputsAreTheLabelsAfterTheStartToken() {
        int[][] shifted =
                Decoding.shiftRight(new int[][] {{3, 1, 4, 1, 5}, {9, Decoding.IGNORED, 6, 5, 3}}, SMALL.decoder());
        assertThat(shifted).isDeepEqualTo(new int[][] {{10, 3, 1, 4, 1}, {10, 9, 10, 6, 5}});
    }

    @Test
    void idsOutsideTheVocabularyAreRejected() {
        assertThatThrownBy(() -> TrainingBatch.oneHot(new int[][] {{1, 11}}, 11, DataType.FLOAT))
                .hasMessageContaining("Id 11 at position 1 of row 0 is outside 0 to 10");
    }

    @Test
    void initialWeightsDependOnTheSeedOnly() {
        Map<String, INDArray> first = Initialisation.weights(SMALL, 5).arrays();
        Map<String, INDArray> again = Initialisation.weights(SMALL, 5).arrays();
        Map<String, INDArray> other = Initialisation.weights(SMALL, 6).arrays();
        first.forEach((key, array) -> assertThat(again.get(key)).as(key).isEqualTo(array));
        String projection = "decoder.output_projection.weight";
        assertThat(other.get(projection)).isNotEqualTo(first.get(projection));
        assertThat(first.get("encoder.layernorm.weight").minNumber().doubleValue())
                .isEqualTo(1);
        assertThat(first.get("encoder.layernorm.bias").amaxNumber().doubleValue())
                .isZero();
    }

    @Test
    void initialWeightsHaveTheConfiguredStandardDeviation() {
        TrOcrConfig config = TrOcrConfig.compact();
        float[] values = Initialisation.values(
                config, "encoder.encoder.layer.0.intermediate.dense.weight", new long[] {768, 192}, 1);
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        assertThat(Math.sqrt(square / values.length)).isCloseTo(config.encoder().initializerRange(), within(1e-3));
    }

    @Test
    void initialPositionsDistinguishRowsAndColumns() {
        float[] grid = Initialisation.sinusoidalGrid(new float[8 * 8], 8, 2, 3); // 2 special rows, 2x3 patches, width 8
        assertThat(Arrays.copyOf(grid, 16)).containsOnly(0);
        float[] topLeft = Arrays.copyOfRange(grid, 16, 24);
        float[] below = Arrays.copyOfRange(grid, 40, 48);
        float[] right = Arrays.copyOfRange(grid, 24, 32);
        assertThat(Arrays.copyOfRange(below, 4, 8)).isEqualTo(Arrays.copyOfRange(topLeft, 4, 8));
        assertThat(Arrays.copyOfRange(right, 0, 4)).isEqualTo(Arrays.copyOfRange(topLeft, 0, 4));
        assertThat(below).isNotEqualTo(topLeft);
        assertThat(right).isNotEqualTo(topLeft);
    }

    @ParameterizedTest
    @CsvSource({"192, 128, 160", "96, 128, 160", "64, 64, 176"})
    void eachPositionBeginsByAttendingToItsDigit(int hidden, int width, int pixels) {
        TrOcrConfig compact = TrOcrConfig.compact();
        TrOcrConfig config = new TrOcrConfig(
                ViTConfigBuilder.builder(compact.encoder())
                        .hiddenSize(hidden)
                        .numAttentionHeads(2)
                        .imageSize(new ImageSize(32, pixels))
                        .build(),
                TrOcrDecoderConfigBuilder.builder(compact.decoder())
                        .dModel(width)
                        .crossAttentionHiddenSize(hidden)
                        .build(),
                compact.digitHead());
        int columns = pixels / config.encoder().patchSize();
        int special = config.encoder().specialTokens();
        Map<String, INDArray> weights = Initialisation.weights(config, 1).arrays();
        String attention = "decoder.model.decoder.layers.1.encoder_attn.";
        INDArray digits = weights.get("decoder.model.decoder.embed_positions.weight")
                .get(NDArrayIndex.interval(2, 7), NDArrayIndex.all());
        INDArray patches = weights.get("encoder.embeddings.position_embeddings")
                .reshape(special + 2L * columns, hidden)
                .get(NDArrayIndex.interval(special, special + columns), NDArrayIndex.all());

        INDArray queries = digits.mmul(weights.get(attention + "q_proj.weight").transpose());
        INDArray keys = patches.mmul(weights.get(attention + "k_proj.weight").transpose());

        INDArray products = queries.mmul(keys.transpose()); // [5, columns]
        for (int digit = 0; digit < 5; digit++) {
            int column = products.getRow(digit).argMax().getInt(0);
            assertThat((column + 0.5) * 5 / columns).isBetween((double) digit, digit + 1.0);
        }
    }

    private static int[] rows(int from, int to) {
        return java.util.stream.IntStream.range(from, to).toArray();
    }
}
