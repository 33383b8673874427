package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trocr4j.FamilyGoldens;
import io.github.trocr4j.Goldens;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.Patches;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings on texts, with HuggingFace's labels and losses in golden/text_training.json. */
@Tag("golden")
class TextTrainingGoldenTest {
    private static final AdamW.Settings PYTORCH = new AdamW.Settings(0.9, 0.999, 1e-8, 0.01);
    private static final int LENGTH = 24;

    static Stream<Arguments> trainings() throws IOException {
        JsonValue all = JsonTree.read(Files.readAllBytes(Goldens.path("text_training.json")));
        return elements(all)
                .flatMap(training -> Arrays.stream(GraphEngine.values())
                        .map(engine -> Arguments.of(
                                training.get("model").textValue() + " "
                                        + training.get("label_smoothing").doubleValue(),
                                engine,
                                training)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("trainings")
    void twentyStepsOnTextHaveHuggingFacesLosses(String name, GraphEngine engine, JsonValue training)
            throws IOException {
        assumeTrue(engine.runsOn(Backend.here()), () -> engine + " needs a CPU");
        Tokenizer tokenizer = Tokenizer.load(FamilyGoldens.path("tokenizers")
                .resolve(training.get("tokenizer").textValue()));
        TrOcrConfig config = config(training);
        ImageSize size = config.encoder().imageSize();
        double smoothing = training.get("label_smoothing").doubleValue();
        try (Weights weights = Goldens.formulaWeights(config, 0.25f);
                TrainingGraph graph =
                        new TrainingGraph(weights, new TrainingGraph.Options(size, LENGTH, smoothing, false, engine))) {
            AdamW adam = new AdamW(weights.arrays(), PYTORCH, (key, parameter) -> true, key -> 1, engine);
            List<JsonValue> steps = elements(training.get("steps")).toList();
            assertThat(steps).hasSize(20);
            for (int step = 0; step < steps.size(); step++) {
                int[][] labels = labels(tokenizer, steps.get(step));
                TrainingBatch batch = TrainingBatch.of(
                        Patches.of(
                                Goldens.formulaPixels("lines.pixel_values_" + step, size.height(), size.width()),
                                config.encoder()),
                        labels,
                        config);
                TrainingGraph.Result result = graph.gradients(batch, null);
                assertThat(result.loss())
                        .as("step %d", step)
                        .isCloseTo(steps.get(step).get("loss").doubleValue(), within(1e-5));
                adam.step(result.gradients(), 1e-3, 1);
            }
        }
    }

    /** Returns the labels of the texts, which must be HuggingFace's, in rows of one length. */
    private static int[][] labels(Tokenizer tokenizer, JsonValue step) {
        int[][] rows = new int[2][LENGTH];
        for (int i = 0; i < rows.length; i++) {
            int[] ids = tokenizer.encode(step.get("texts").get(i).textValue());
            assertThat(ids)
                    .isEqualTo(elements(step.get("labels").get(i))
                            .mapToInt(JsonValue::intValue)
                            .toArray());
            Arrays.fill(rows[i], Decoding.IGNORED);
            System.arraycopy(ids, 0, rows[i], 0, ids.length);
        }
        return rows;
    }

    private static Stream<JsonValue> elements(JsonValue array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static TrOcrConfig config(JsonValue training) throws IOException {
        TrOcrConfig model = ConfigJson.read(
                FamilyGoldens.path(training.get("model").textValue()).resolve("config.json"));
        return new TrOcrConfig(
                model.encoder(),
                TrOcrDecoderConfigBuilder.builder(model.decoder())
                        .vocabSize(training.get("vocabulary").intValue())
                        .build(),
                model.digitHead());
    }
}
