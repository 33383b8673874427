package io.github.trocr4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.plan.SharedMemory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Graphs for rows of 4 and of 9 labels, over the same weights. */
class RowLengthTest {
    private static final ImageSize SIZE = new ImageSize(16, 48);
    private static final TrOcrConfig CONFIG =
            TrOcrConfig.compact().withImageSize(SIZE).withVocabulary(12, 9);
    private static final int[][] LABELS = {{5, 6, 7, 2}, {8, 2, -100, -100}};

    private final Weights weights = Initialisation.weights(CONFIG, 3);

    @Test
    void paddingChangesNeitherTheLossNorTheGradients() {
        try (SharedMemory memory = new SharedMemory();
                TrainingGraph brief = graph(4, memory);
                TrainingGraph padded = graph(9, memory)) {
            Map<String, float[]> expected = new LinkedHashMap<>();
            TrainingGraph.Result result = padded.gradients(batch(9), null);
            double loss = result.loss();
            result.gradients()
                    .forEach(
                            (key, array) -> expected.put(key, array.dup().data().asFloat()));

            TrainingGraph.Result trimmed = brief.gradients(batch(4), null);

            assertThat(trimmed.loss()).isCloseTo(loss, within(1e-6));
            trimmed.gradients().forEach((key, array) -> {
                float[] values = array.dup().data().asFloat();
                assertThat(values).as(key).hasSameSizeAs(expected.get(key));
                for (int i = 0; i < values.length; i++) {
                    assertThat(values[i]).as(key).isCloseTo(expected.get(key)[i], within(1e-6f));
                }
            });
        }
    }

    @Test
    void graphsThatShareMemoryGiveTheSameBits() {
        try (SharedMemory memory = new SharedMemory();
                TrainingGraph alone = new TrainingGraph(weights, options(4));
                TrainingGraph brief = graph(4, memory);
                TrainingGraph padded = graph(9, memory)) {
            Map<String, INDArray> expected = alone.gradients(batch(4), null).gradients();
            brief.gradients(batch(4), null);
            padded.gradients(batch(9), null);

            brief.gradients(batch(4), null)
                    .gradients()
                    .forEach((key, array) -> assertThat(array.dup().data().asFloat())
                            .as(key)
                            .isEqualTo(expected.get(key).dup().data().asFloat()));
        }
    }

    private TrainingGraph graph(int length, SharedMemory memory) {
        return new TrainingGraph(weights, options(length), memory);
    }

    private static TrainingGraph.Options options(int length) {
        return new TrainingGraph.Options(SIZE, length, 0.1, true, GraphEngine.PLANNED);
    }

    private static TrainingBatch batch(int length) {
        int[][] labels = Arrays.stream(LABELS)
                .map(row -> {
                    int[] padded = Arrays.copyOf(row, length);
                    Arrays.fill(padded, row.length, length, Decoding.IGNORED);
                    return padded;
                })
                .toArray(int[][]::new);
        int rows = LABELS.length * CONFIG.encoder().tokens(SIZE);
        INDArray patches = Nd4j.linspace(-1, 1, (long) rows * CONFIG.encoder().patchValues())
                .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)
                .reshape(rows, -1);
        return TrainingBatch.of(patches, labels, CONFIG);
    }
}
