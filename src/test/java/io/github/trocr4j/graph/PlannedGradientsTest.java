package io.github.trocr4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares loss and gradients of plans with those of SameDiff's session, which {@link FiniteDifferencesTest} verifies:
 * with other activations, interpolated positions, dropout, label smoothing, ignored labels, both decodings, odd batch
 * sizes, and repeated use of a graph.
 */
class PlannedGradientsTest {
    private static final int LENGTH = 5;

    @ParameterizedTest
    @CsvSource({
        "gelu, 8, 8, 3, AUTOREGRESSIVE",
        "gelu, 8, 16, 1, AUTOREGRESSIVE",
        "relu, 12, 8, 5, AUTOREGRESSIVE",
        "gelu, 16, 24, 2, AUTOREGRESSIVE",
        "gelu, 8, 8, 3, PARALLEL",
        "relu, 12, 8, 1, PARALLEL"
    })
    void equalThoseOfThePlainGraph(String activation, int height, int width, int batch, Decoding decoding) {
        TrOcrConfig config = SmallConfig.of(activation, new ImageSize(8, 16)).withDecoding(decoding);
        compare(config, new ImageSize(height, width), batch);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void equalThoseOfThePlainGraphForEachKindOfTextModel(boolean learned, boolean tied) {
        TrOcrConfig config = SmallConfig.family(learned, tied);
        compare(config, config.encoder().imageSize(), 3);
    }

    @Test
    void equalThoseOfThePlainGraphWithStochasticDepth() {
        TrOcrConfig config = SmallConfig.withEncoderLayers(SmallConfig.of("gelu", new ImageSize(8, 16)), 3);
        compare(config, config.encoder().imageSize(), 4, 0.5);
    }

    private static void compare(TrOcrConfig config, ImageSize size, int batch) {
        compare(config, size, batch, 0);
    }

    private static void compare(TrOcrConfig config, ImageSize size, int batch, double dropPath) {
        Weights weights = SmallConfig.weights(config);
        TrainingGraph plain = graph(weights, size, GraphEngine.PLAIN, dropPath);
        TrainingGraph planned = graph(weights, size, GraphEngine.PLANNED, dropPath);
        for (int round = 0; round < 2; round++) {
            TrainingBatch some = batch(config, size, batch, round);
            Map<String, INDArray> expected = new HashMap<>();
            TrainingGraph.Result one = plain.gradients(some, new SplittableRandom(round));
            one.gradients().forEach((key, gradient) -> expected.put(key, gradient.dup()));
            TrainingGraph.Result other = planned.gradients(some, new SplittableRandom(round));
            assertThat(other.loss()).isCloseTo(one.loss(), within(1e-5));
            double largest = expected.values().stream()
                    .mapToDouble(gradient -> gradient.amaxNumber().doubleValue())
                    .max()
                    .orElseThrow();
            expected.forEach((key, gradient) -> assertThat(other.gradients()
                                    .get(key)
                                    .sub(gradient)
                                    .amaxNumber()
                                    .doubleValue()
                            / largest)
                    .as(key)
                    .isLessThan(1e-5));
        }
    }

    private static TrainingGraph graph(Weights weights, ImageSize size, GraphEngine engine, double dropPath) {
        return new TrainingGraph(
                weights, new TrainingGraph.Options(size, LENGTH, 0.1, true, engine).withDropPath(dropPath));
    }

    private static TrainingBatch batch(TrOcrConfig config, ImageSize size, int batch, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[batch * config.encoder().numChannels() * size.height() * size.width()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
        int[][] labels = new int[batch][LENGTH];
        for (int[] row : labels) {
            for (int t = 0; t < LENGTH; t++) {
                row[t] = random.nextInt(6) == 0 ? Decoding.IGNORED : random.nextInt(10);
            }
        }
        INDArray patches = Patches.of(pixels, batch, config.encoder(), size);
        return TrainingBatch.of(patches, labels, config);
    }
}
