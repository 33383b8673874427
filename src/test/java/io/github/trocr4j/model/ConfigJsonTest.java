package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.Goldens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigJsonTest {
    @Tag("golden")
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-digits", "full", "full-digits"})
    void configsOfHuggingFaceRoundTrip(String name) throws IOException {
        TrOcrConfig config = ConfigJson.read(Goldens.path(name).resolve("config.json"));
        assertThat(parse(ConfigJson.write(config))).isEqualTo(config);
        assertThat(config.digitHead().isPresent()).isEqualTo(name.endsWith("-digits"));
    }

    @Tag("golden")
    @Test
    void trocrSmallEqualsTheGoldenModel() throws IOException {
        TrOcrConfig golden = ConfigJson.read(Goldens.path("full-digits").resolve("config.json"));
        TrOcrConfig preset = TrOcrConfig.trocrSmall();
        assertThat(preset).isEqualTo(golden);
        assertThat(ParameterShapes.count(preset)).isEqualTo(28_663_680L);
    }

    @Test
    void heightAndWidthMayDiffer() throws ConfigException {
        TrOcrConfig config = TrOcrConfig.trocrSmall().withImageSize(new ImageSize(48, 240));
        String json = ConfigJson.write(config);
        assertThat(json).containsPattern("\"image_size\" : \\[ 48, 240 \\]");
        assertThat(parse(json)).isEqualTo(config);
    }

    @Test
    void onlyParallelDecodingIsWritten() throws ConfigException {
        TrOcrConfig inTurn = TrOcrConfig.compact();
        TrOcrConfig parallel = inTurn.withDecoding(Decoding.PARALLEL);
        assertThat(ConfigJson.write(inTurn)).doesNotContain("\"decoding\"");
        assertThat(ConfigJson.write(parallel)).contains("\"decoding\" : \"parallel\"");
        assertThat(parse(ConfigJson.write(parallel))).isEqualTo(parallel);
        String explicit = ConfigJson.write(parallel).replace("\"parallel\"", "\"autoregressive\"");
        assertThat(parse(explicit)).isEqualTo(inTurn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"PARALLEL\"", "\"\"", "1", "[]", "true"})
    void unknownDecodingsAreRejected(String decoding) {
        String json = ConfigJson.write(TrOcrConfig.compact().withDecoding(Decoding.PARALLEL))
                .replace("\"parallel\"", decoding);
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(ConfigException.class)
                .hasMessage("some/config.json: digit_head.decoding: expected autoregressive or parallel, found "
                        + decoding + ".");
    }

    @Test
    void missingKeysHaveHuggingFacesDefaults() throws ConfigException {
        TrOcrConfig config = parse("{\"encoder\": {\"hidden_size\": 64, \"num_attention_heads\": 4},"
                + " \"decoder\": {\"cross_attention_hidden_size\": 64}}");
        assertThat(config.encoder().layerNormEps()).isEqualTo(1e-12);
        assertThat(config.encoder().imageSize()).isEqualTo(new ImageSize(224, 224));
        assertThat(config.decoder().dModel()).isEqualTo(1024);
        assertThat(config.decoder().decoderStartTokenId()).isEqualTo(2);
        assertThat(config.decoder().layernormEmbedding()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | not valid JSON",
                "[] | expected a JSON object",
                "{} | encoder: expected an object, found nothing",
                "{\"model_type\": \"bert\", \"encoder\": {}, \"decoder\": {}} | model_type: expected vision-encoder-decoder",
                "{\"encoder\": {\"model_type\": \"vit\"}, \"decoder\": {}} | encoder.model_type: expected deit, found \"vit\"",
                "{\"encoder\": {\"hidden_size\": -3}, \"decoder\": {}} | encoder.hidden_size: expected a positive whole number",
                "{\"encoder\": {\"hidden_size\": 1e99}, \"decoder\": {}} | encoder.hidden_size: expected a positive",
                "{\"encoder\": {\"hidden_size\": \"x\"}, \"decoder\": {}} | encoder.hidden_size: expected a positive",
                "{\"encoder\": {\"hidden_size\": 65}, \"decoder\": {}} | not divisible by encoder.num_attention_heads",
                "{\"encoder\": {\"image_size\": 100}, \"decoder\": {}} | not a multiple of the patch size 16",
                "{\"encoder\": {\"image_size\": [1,2,3]}, \"decoder\": {}} | expected a number or [height, width]",
                "{\"encoder\": {\"hidden_act\": \"swish\"}, \"decoder\": {}} | encoder.hidden_act: expected gelu or relu",
                "{\"encoder\": {}, \"decoder\": {\"use_learned_position_embeddings\": false}} | sinusoidal",
                "{\"encoder\": {}, \"decoder\": {\"tie_word_embeddings\": true}} | tie_word_embeddings",
                "{\"encoder\": {}, \"decoder\": {\"dropout\": 2}} | decoder.dropout: expected a number from 0.0 to 0.99",
                "{\"encoder\": {}, \"decoder\": {}} | enc_to_dec_proj",
                "{\"encoder\": {}, \"decoder\": {\"cross_attention_hidden_size\": 768}, \"decoder_start_token_id\": 99999} | outside the vocabulary",
                "{\"encoder\": {}, \"encoder\": {}} | not valid JSON",
                "{\"encoder\": {}, \"decoder\": {}} {} | not valid JSON",
            })
    void invalidConfigsAreRejectedWithOneSentence(String json, String expected) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("some/config.json: ")
                .hasMessageContaining(expected);
    }

    @Test
    void theMessageForAMissingConfigSaysWhatAModelDirectoryContains(@TempDir Path directory) {
        Path missing = directory.resolve("config.json");
        assertThatThrownBy(() -> ConfigJson.read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not found");
    }

    private static TrOcrConfig parse(String json) throws ConfigException {
        return ConfigJson.parse("some/config.json", json.getBytes(StandardCharsets.UTF_8));
    }
}
