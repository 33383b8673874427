package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.Goldens;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.image.ClearDigits;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.Decoding;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DumpCommandTest {
    private static final FloatTensor PIXELS = new FloatTensor(new long[] {2, 3, 16, 80}, new float[2 * 3 * 16 * 80]);

    @TempDir
    Path folder;

    private Path model;
    private Path input;
    private Path output;

    @BeforeEach
    void aModelAndTwoGrayPictures() throws IOException {
        model = SmallModels.save(folder.resolve("model"));
        input = folder.resolve("input.safetensors");
        output = folder.resolve("output.safetensors");
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS));
    }

    @Test
    void encoderLogitsAndIdsAreTensors() throws IOException {
        Ran ran = Ran.of("dump", model, "--pixels", input, "--output", output, "--repeat", 2);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertThat(file.info("encoder_last_hidden_state").shape()).containsExactly(2, 22, 16);
            assertThat(file.info("logits").shape()).as("start token only").containsExactly(2, 1, 10);
            assertThat(file.info("ids").shape()).containsExactly(2, 5);
            assertThat(file.info("seconds_generate").shape()).containsExactly(2);
            float[] ids = file.floats("ids");
            float[] logits = file.floats("logits");
            assertThat(logits[(int) ids[0]])
                    .as("the first token is the likeliest")
                    .isEqualTo(largest(logits));
        }
    }

    @Test
    void aParallelModelGetsAStartTokenForEachPosition() throws IOException {
        SmallModels.digits().withDecoding(Decoding.PARALLEL).save(model);
        Ran ran = Ran.of("dump", model, "--pixels", input, "--output", output);
        assertThat(ran.err()).isEmpty();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertThat(file.info("logits").shape()).containsExactly(2, 5, 10);
        }
    }

    @Test
    void givenIdsArePutIntoTheDecoder() throws IOException {
        FloatTensor ids = new FloatTensor(new long[] {2, 3}, new float[] {10, 1, 2, 10, 3, 4});
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS, "decoder_input_ids", ids));
        assertThat(Ran.of("dump", model, "--pixels", input, "--output", output).exitCode())
                .isZero();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertThat(file.info("logits").shape()).containsExactly(2, 3, 10);
        }
    }

    @Test
    void idsOutsideTheVocabularyAreRefused() throws IOException {
        FloatTensor ids = new FloatTensor(new long[] {2, 1}, new float[] {10, 11});
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS, "decoder_input_ids", ids));
        Ran ran = Ran.of("dump", model, "--pixels", input, "--output", output);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("decoder_input_ids", "expected token ids from 0 to 10, found 11.0");
    }

    @Test
    void theFormerNameDoesTheSame() throws IOException {
        Ran ran = Ran.of("numbers", model, "--pixels", input, "--output", output);
        assertThat(ran.err()).isEmpty();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertThat(file.names())
                    .containsExactlyInAnyOrder(
                            "encoder_last_hidden_state", "logits", "ids", "seconds_encoder", "seconds_generate");
        }
    }

    @Test
    void stagesAreInTheOrderComputedFromPixelsByFormula() {
        Ran ran = Ran.of("dump", model, "--stages");
        assertThat(ran.err()).isEmpty();
        List<String[]> rows =
                ran.out().lines().map(line -> line.split("\\s{2,}", -1)).toList();
        assertThat(rows)
                .extracting(row -> row[0] + " " + row[1])
                .containsSequence(
                        "stage shape",
                        "pixel_values [1, 3, 16, 80]",
                        "decoder_input_ids [1, 5]",
                        "encoder.embeddings [1, 22, 16]",
                        "encoder.encoder.layer.0.layernorm_before [1, 22, 16]")
                .contains(
                        "encoder_attentions.0 [1, 2, 22, 22]",
                        "encoder.layernorm [1, 22, 16]",
                        "decoder.model.decoder.layers.0 [1, 5, 16]",
                        "decoder.output_projection [1, 5, 10]");
        assertThat(rows.get(1)[rows.get(1).length - 1])
                .as("i * 2654435761 mod 2^32, over 2^31, less 1")
                .isEqualTo("-1.00000 0.236068 -0.527864 0.708204");
    }

    @ParameterizedTest
    @EnumSource
    void stagesAreThoseOfTheResults(Decoding decoding) throws IOException {
        SmallModels.digits().withDecoding(decoding).save(model);
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS, "decoder_input_ids", starts(decoding)));
        assertThat(Ran.of("dump", model, "--pixels", input, "--output", output).err())
                .isEmpty();
        Path stages = folder.resolve("stages.safetensors");
        assertThat(Ran.of("dump", model, "--pixels", input, "--stages", "--output", stages)
                        .err())
                .isEmpty();
        try (SafetensorsFile expected = SafetensorsFile.open(output);
                SafetensorsFile found = SafetensorsFile.open(stages)) {
            assertThat(found.info("encoder.layernorm").shape()).containsExactly(2, 22, 16);
            assertThat(found.floats("encoder.layernorm"))
                    .containsExactly(expected.floats("encoder_last_hidden_state"), within(1e-5f));
            assertThat(found.floats("decoder.output_projection"))
                    .containsExactly(expected.floats("logits"), within(1e-5f));
        }
    }

    private static FloatTensor starts(Decoding decoding) {
        int length = decoding == Decoding.PARALLEL ? 5 : 1;
        float[] ids = new float[2 * length];
        Arrays.fill(ids, 10);
        return new FloatTensor(new long[] {2, length}, ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-digits"})
    @Tag("golden")
    void everyStageIsHfs(String name) throws IOException {
        try (SafetensorsFile golden = Goldens.open(name)) {
            float[] pixels = Goldens.formula("input.pixel_values", 2 * 3 * 32 * 32, 1);
            long[] ids = golden.longs("input.decoder_input_ids");
            float[] floats = new float[ids.length];
            for (int i = 0; i < ids.length; i++) {
                floats[i] = ids[i];
            }
            SafetensorsWriter.write(
                    input,
                    Map.of(),
                    Map.of(
                            "pixel_values", new FloatTensor(new long[] {2, 3, 32, 32}, pixels),
                            "decoder_input_ids", new FloatTensor(new long[] {2, 5}, floats)));
            Ran ran = Ran.of("dump", Goldens.path(name), "--pixels", input, "--stages", "--output", output);
            assertThat(ran.err()).isEmpty();
            try (SafetensorsFile found = SafetensorsFile.open(output)) {
                for (Map.Entry<String, String> stage : Goldens.stages(golden).entrySet()) {
                    assertThat(found.info(stage.getKey()).shape())
                            .as(stage.getKey())
                            .isEqualTo(golden.info(stage.getValue()).shape());
                    assertThat(Goldens.difference(golden, stage.getValue(), Goldens.array(found, stage.getKey())))
                            .as(stage.getKey())
                            .isLessThan(1e-5);
                }
            }
        }
    }

    @Test
    void aPictureIsFoundAndReadFirst() throws IOException {
        Path picture = folder.resolve("picture.png");
        Picture strip = ClearDigits.strip("70415");
        BufferedImage image = new BufferedImage(strip.width(), strip.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, strip.width(), strip.height(), strip.gray());
        ImageIO.write(image, "png", picture.toFile());
        Ran ran = Ran.of("dump", model, picture, "--stages", "--json");
        assertThat(ran.err()).isEmpty();
        List<JsonValue> stages = json(ran.out());
        assertThat(stages.get(0).get("name").asText()).isEqualTo("pixel_values");
        assertThat(stages.get(0).get("max").doubleValue()).isGreaterThan(0.9);
        assertThat(stages.get(1).get("shape")).hasToString("[1,5]");
        assertThat(stages.get(1).get("first").get(0).intValue())
                .as("start token")
                .isEqualTo(10);
        assertThat(stages.get(2).get("first")).hasSize(4);
    }

    @Test
    void aModelOfTextHasStagesToo() throws IOException {
        SmallModels.text().save(model);
        Ran ran = Ran.of("dump", model, "--stages", "--max-new-tokens", 3, "--plain-graph");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines().toList()).last().asString().contains("decoder.output_projection", "[1, 3, 11]");
    }

    @Test
    void aPlanHasItsStepsWithOperationsVariablesAndShapes() {
        Ran ran = Ran.of("dump", model, "--plan");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines().filter(line -> !line.startsWith(" ")).map(line -> line.split(":", 2)[0]))
                .containsExactly(
                        "encoder, 16x80",
                        "cross-attention keys and values, 22 encoder tokens",
                        "decoder, 1 token at the start",
                        "decoder, 1 token after others");
        assertThat(ran.out().lines())
                .anyMatch(line -> line.matches(" +\\d+  RowStep: .*layer_norm \\(.*"
                        + "encoder\\.layernorm\\.weight.*\\) -> .*encoder\\.layernorm \\[22, 16\\]"))
                .anyMatch(line -> line.contains("StackStep (GemmStep, RowStep, GemmStep): matmul, softmax, matmul"));
    }

    @Test
    void aPlanAsJsonIsOneObject() throws IOException {
        SmallModels.digits().withDecoding(Decoding.PARALLEL).save(model);
        Ran ran = Ran.of("dump", model, "--plan", "--json", "--pixels", input);
        assertThat(ran.err()).isEmpty();
        List<JsonValue> plans = json(ran.out());
        assertThat(plans)
                .extracting(plan -> plan.get("graph").asText())
                .containsExactly("encoder, 16x80", "decoder, 22 encoder tokens");
        JsonValue steps = plans.get(1).get("steps");
        JsonValue last = steps.get(steps.size() - 1);
        assertThat(plans.get(1).get("arena_bytes").longValue()).isPositive();
        assertThat(last.get("index").intValue()).isEqualTo(steps.size() - 1);
        assertThat(last.get("kind").asText()).isEqualTo("LinearStep");
        assertThat(last.get("operations")).hasToString("[\"matmul\"]");
        assertThat(last.get("reads"))
                .hasToString("[\"decoder.model.decoder.layers.0\",\"decoder.output_projection.weight\"]");
        assertThat(last.get("outputs")).hasToString("[{\"name\":\"decoder.output_projection\",\"shape\":[10,10]}]");
    }

    @Test
    void whatMakesNoSenseIsOneSentence() throws IOException {
        assertSentence("expected --stages, --plan or --output, found none", "dump", model);
        assertSentence(
                "expected a picture or --pixels, found both", "dump", model, "a.png", "--pixels", input, "--plan");
        assertSentence("--output: plans are printed, not written", "dump", model, "--plan", "--output", output);
        assertSentence(
                "--max-new-tokens: expected at least 1, found 0", "dump", model, "--stages", "--max-new-tokens", 0);
        assertSentence("a.png: does not exist.", "dump", model, folder.resolve("a.png"), "--stages");
    }

    @Test
    void inputThatIsNoneForTheModelIsOneSentence() throws IOException {
        FloatTensor one = new FloatTensor(new long[] {1, 2}, new float[] {10, 1});
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS, "decoder_input_ids", one));
        String sentence = "decoder_input_ids: expected a row for each of 2 pictures, found 1.";
        assertSentence(sentence, "dump", model, "--pixels", input, "--stages");
        FloatTensor nine = new FloatTensor(new long[] {2, 9}, new float[18]);
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS, "decoder_input_ids", nine));
        sentence = "This decoder supports 1 to 8 tokens (max_position_embeddings), found 9.";
        assertSentence(sentence, "dump", model, "--pixels", input, "--stages");
        SafetensorsWriter.write(
                input, Map.of(), Map.of("pixel_values", new FloatTensor(new long[] {1, 3, 15, 80}, new float[3600])));
        assertSentence("is not a multiple of the patch size 8", "dump", model, "--pixels", input, "--stages");
        assertSentence("is not a multiple of the patch size 8", "dump", model, "--pixels", input, "--plan");
    }

    private static void assertSentence(String sentence, Object... args) {
        Ran ran = Ran.of(args);
        assertThat(ran.exitCode()).isNotZero();
        assertThat(ran.err().lines().findFirst().orElse("")).contains(sentence);
        assertThat(ran.out()).isEmpty();
    }

    private static List<JsonValue> json(String lines) throws IOException {
        List<JsonValue> nodes = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            nodes.add(JsonTree.read(line.getBytes(StandardCharsets.UTF_8)));
        }
        return nodes;
    }

    private static float largest(float[] logits) {
        float largest = logits[0];
        for (int i = 1; i < 10; i++) {
            largest = Math.max(largest, logits[i]);
        }
        return largest;
    }
}
