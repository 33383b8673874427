package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.FamilyGoldens;
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
        assertThat(config.decoder().useLearnedPositionEmbeddings()).isTrue();
        assertThat(config.decoder().tieWordEmbeddings()).isTrue();
        assertThat(config.decoder().activationFunction()).isEqualTo("gelu");
        assertThat(config.decoder().padTokenId()).hasValue(1);
        assertThat(config.decoder().eosTokenId()).hasValue(2);
    }

    @Test
    void theModelTypeDecidesWhetherThereIsADistillationToken() throws ConfigException {
        String decoder = "\"decoder\": {\"cross_attention_hidden_size\": 768}}";
        assertThat(parse("{\"encoder\": {\"model_type\": \"vit\"}, " + decoder)
                        .encoder()
                        .tokens(new ImageSize(32, 48)))
                .isEqualTo(1 + 6);
        assertThat(parse("{\"encoder\": {\"model_type\": \"deit\"}, " + decoder)
                        .encoder()
                        .tokens(new ImageSize(32, 48)))
                .isEqualTo(2 + 6);
    }

    @Test
    void theRootsTieWordEmbeddingsMeansNothing() throws ConfigException {
        String rest = "\"encoder\": {\"hidden_size\": 1024, \"num_attention_heads\": 4}, \"decoder\": {";
        assertThat(parse("{\"tie_word_embeddings\": false, " + rest + "}}")
                        .decoder()
                        .tieWordEmbeddings())
                .isTrue();
        assertThat(parse("{\"tie_word_embeddings\": true, " + rest + "\"tie_word_embeddings\": false}}")
                        .decoder()
                        .tieWordEmbeddings())
                .isFalse();
    }

    @Test
    void secondNamesOfTheDecodersSizesAreRead() throws ConfigException {
        TrOcrDecoderConfig decoder = parse(
                        "{\"encoder\": {\"hidden_size\": 64, \"num_attention_heads\": 4}, \"decoder\":"
                                + " {\"hidden_size\": 64, \"num_hidden_layers\": 3, \"num_attention_heads\": 8}}")
                .decoder();
        assertThat(decoder.dModel()).isEqualTo(64);
        assertThat(decoder.decoderLayers()).isEqualTo(3);
        assertThat(decoder.decoderAttentionHeads()).isEqualTo(8);
        assertThat(decoder.crossAttentionHiddenSize()).isEqualTo(64);
    }

    @Test
    void keysThatAreNotPartOfTheModelAreListed() throws ConfigException {
        ConfigNode root = ConfigNode.root(
                "some/config.json",
                ("{\"num_beams\": 4, \"dtype\": null, \"encoder\": {\"hidden_size\": 1024, \"num_attention_heads\": 4,"
                                + " \"encoder_stride\": 16}, \"decoder\": {\"encoder_hidden_size\": 1024}}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(ConfigJson.unused(root))
                .containsExactly("num_beams", "encoder.encoder_stride", "decoder.encoder_hidden_size");
    }

    @Tag("golden")
    @ParameterizedTest
    @ValueSource(strings = {"vit-tied", "vit-sinusoidal", "deit-learned"})
    void configsOfTheFamilyRoundTrip(String model) throws IOException {
        TrOcrConfig config = ConfigJson.read(FamilyGoldens.path(model).resolve("config.json"));
        assertThat(parse(ConfigJson.write(config))).isEqualTo(config);
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
                "{\"encoder\": {\"model_type\": \"swin\"}, \"decoder\": {}} | encoder.model_type: expected deit or vit, found \"swin\"",
                "{\"encoder\": {}, \"decoder\": {\"model_type\": \"roberta\"}} | decoder.model_type: expected trocr, found \"roberta\"",
                "{\"encoder\": {\"pruned_heads\": {\"1\": [0]}}, \"decoder\": {}} | encoder.pruned_heads: expected no pruned heads",
                "{\"encoder\": {\"patch_size\": [16, 8]}, \"decoder\": {}} | encoder.patch_size: expected a square, found [16,8].",
                "{\"encoder\": {}, \"decoder\": {\"d_model\": 64, \"hidden_size\": 32}} | decoder.hidden_size: expected the value of d_model, 64, found 32.",
                "{\"encoder\": {}, \"decoder\": {\"activation_function\": \"gelu_new\"}} | decoder.activation_function: expected relu or gelu, found \"gelu_new\".",
                "{\"encoder\": {}, \"decoder\": {\"pad_token_id\": 60000}} | decoder.pad_token_id 60000 is outside the vocabulary",
                "{\"encoder\": {}, \"decoder\": {}, \"quantization_config\": {\"bits\": 4}} | quantization_config: expected full or half precision",
                "{\"encoder\": {\"hidden_size\": -3}, \"decoder\": {}} | encoder.hidden_size: expected a positive whole number",
                "{\"encoder\": {\"hidden_size\": 1e99}, \"decoder\": {}} | encoder.hidden_size: expected a positive",
                "{\"encoder\": {\"hidden_size\": \"x\"}, \"decoder\": {}} | encoder.hidden_size: expected a positive",
                "{\"encoder\": {\"hidden_size\": 65}, \"decoder\": {}} | not divisible by encoder.num_attention_heads",
                "{\"encoder\": {\"image_size\": 100}, \"decoder\": {}} | not a multiple of the patch size 16",
                "{\"encoder\": {\"image_size\": [1,2,3]}, \"decoder\": {}} | expected a number or [height, width]",
                "{\"encoder\": {\"hidden_act\": \"swish\"}, \"decoder\": {}} | encoder.hidden_act: expected gelu or relu",
                "{\"encoder\": {}, \"decoder\": {\"use_learned_position_embeddings\": false, \"pad_token_id\": null}} | decoder.pad_token_id: expected a token id",
                "{\"encoder\": {}, \"decoder\": {\"tie_word_embeddings\": \"yes\"}} | tie_word_embeddings: expected true or false",
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
