package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trocr4j.Goldens;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.Patches;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("golden")
class LineTrainingGoldenTest {
    private static final AdamW.Settings PYTORCH = new AdamW.Settings(0.9, 0.999, 1e-8, 0.01);

    /** Rows of different lengths: HuggingFace shifts the labels and ignores what is behind the end token. */
    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void twentyStepsOnLinesHaveHuggingFacesLosses(GraphEngine engine) throws IOException {
        assumeTrue(engine.runsOn(Backend.here()), () -> engine + " needs a CPU");
        try (SafetensorsFile golden = SafetensorsFile.open(Goldens.path("tiny").resolve("lines.safetensors"))) {
            Weights weights = ModelDirectory.load(Goldens.path("tiny")).weights();
            long[] labels = golden.longs("labels");
            float[] losses = golden.floats("losses");
            int length = (int) golden.info("labels").shape()[2];
            TrainingGraph graph = new TrainingGraph(
                    weights,
                    new TrainingGraph.Options(weights.config().encoder().imageSize(), length, 0, false, engine));
            AdamW adam = new AdamW(weights.arrays(), PYTORCH, (key, parameter) -> true, key -> 1, engine);
            for (int step = 0; step < losses.length; step++) {
                TrainingBatch batch = TrainingBatch.of(
                        Patches.of(
                                Goldens.formulaPixels("lines.pixel_values_" + step, 32, 32),
                                weights.config().encoder()),
                        rows(labels, 2 * step, length),
                        weights.config());
                TrainingGraph.Result result = graph.gradients(batch, null);
                assertThat(result.loss()).as("step %d", step).isCloseTo((double) losses[step], within(1e-5));
                adam.step(result.gradients(), 1e-3, 1);
            }
        }
    }

    private static int[][] rows(long[] labels, int first, int length) {
        int[][] rows = new int[2][];
        for (int row = 0; row < rows.length; row++) {
            int from = (first + row) * length;
            rows[row] = Arrays.stream(labels, from, from + length)
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
        return rows;
    }
}
