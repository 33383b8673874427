package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationConfigJsonTest {
    @TempDir
    Path directory;

    @Test
    void everySettingIsReadAndWritten() throws IOException {
        GenerationConfig config = parse("""
                {"decoder_start_token_id": 0, "eos_token_id": [2, 5], "pad_token_id": 1, "max_length": 30,
                 "max_new_tokens": 9, "min_length": 3, "min_new_tokens": 2, "num_beams": 4, "num_return_sequences": 2,
                 "length_penalty": 2, "early_stopping": "never", "repetition_penalty": 1.3, "no_repeat_ngram_size": 3,
                 "bad_words_ids": [[7], [8, 9]], "suppress_tokens": [4, 3], "begin_suppress_tokens": [6],
                 "forced_bos_token_id": 0, "forced_eos_token_id": 2, "renormalize_logits": true, "use_cache": false}
                """);
        assertThat(config)
                .isEqualTo(new GenerationConfig(
                        OptionalInt.of(0),
                        List.of(2, 5),
                        OptionalInt.of(1),
                        OptionalInt.of(30),
                        OptionalInt.of(9),
                        3,
                        OptionalInt.of(2),
                        4,
                        2,
                        2,
                        EarlyStopping.NEVER,
                        1.3,
                        3,
                        List.of(List.of(7), List.of(8, 9)),
                        Set.of(3, 4),
                        Set.of(6),
                        OptionalInt.of(0),
                        List.of(2),
                        true,
                        false,
                        1));
        assertThat(parse(GenerationConfigJson.write(config))).isEqualTo(config);
    }

    @Test
    void whatIsNotSaidIsHuggingFacesDefault() throws IOException {
        assertThat(parse("{}")).isEqualTo(GenerationConfig.DEFAULT);
        assertThat(parse("{\"num_beams\": null, \"eos_token_id\": null}")).isEqualTo(GenerationConfig.DEFAULT);
        assertThat(GenerationConfigJson.write(GenerationConfig.DEFAULT)).isEqualTo("{ }\n");
    }

    @Test
    void theStartTokenMayBeTheBosToken() throws IOException {
        assertThat(parse("{\"bos_token_id\": 5}").start()).isEqualTo(5);
        assertThatThrownBy(() -> parse("{\"eos_token_id\": 2}").start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("decoder_start_token_id: expected a token id, or a bos_token_id,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"temperature\": 0.7, \"top_k\": 5, \"top_p\": 0.9, \"typical_p\": 0.5, \"do_sample\": false",
                "\"output_attentions\": true, \"return_dict_in_generate\": true, \"output_scores\": true",
                "\"_from_model_config\": true, \"transformers_version\": \"4.27.0\", \"some_new_key\": 1",
                "\"num_beam_groups\": 1, \"diversity_penalty\": 0.0, \"guidance_scale\": 1, \"constraints\": null",
                "\"encoder_no_repeat_ngram_size\": 3, \"encoder_repetition_penalty\": 2.0",
                "\"cache_implementation\": \"static\", \"remove_invalid_values\": false"
            })
    void whatDoesNotChangeTheResultIsAccepted(String settings) throws IOException {
        assertThat(parse("{" + settings + "}")).isEqualTo(GenerationConfig.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "do_sample | true | false",
                "num_beam_groups | 2 | 1",
                "penalty_alpha | 0.6 | 0",
                "guidance_scale | 1.5 | 1",
                "constraints | [1] | null",
                "force_words_ids | [[1]] | null",
                "sequence_bias | [[[1],-2.0]] | null",
                "exponential_decay_length_penalty | [5,1.1] | null",
                "remove_invalid_values | true | false",
                "dola_layers | \"high\" | null",
                "prompt_lookup_num_tokens | 3 | null",
                "stop_strings | [\".\"] | null",
                "watermarking_config | {} | null"
            })
    void whatWouldChangeTheResultIsRefusedByName(String key, String value, String expected) {
        assertThatThrownBy(() -> parse("{\"" + key + "\": " + value + "}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("g.json: " + key + ": expected " + expected
                        + ", because this setting is not supported and changes the result, found " + value + ".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_length | 1 | a whole number of at least 2",
                "max_new_tokens | 0 | a whole number of at least 1",
                "min_length | -1 | a whole number of at least 0",
                "num_beams | 2.5 | a whole number of at least 1",
                "num_beams | 1001 | at most 1000",
                "length_penalty | \"2\" | a number",
                "early_stopping | \"always\" | true, false or \"never\"",
                "bad_words_ids | [7] | a list of lists of token ids",
                "bad_words_ids | [[]] | a list of lists of token ids",
                "suppress_tokens | [\"a\"] | token ids",
                "eos_token_id | \"</s>\" | token ids",
                "pad_token_id | -1 | a token id"
            })
    void aWrongValueIsOneSentence(String key, String value, String expected) {
        assertThatThrownBy(() -> parse("{\"" + key + "\": " + value + "}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("g.json: " + key + ": expected " + expected + ", found " + value + ".");
    }

    @Test
    void moreSequencesThanBeamsAreRefused() {
        assertThatThrownBy(() -> parse("{\"num_return_sequences\": 2}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("g.json: num_return_sequences: expected 1 to num_beams, 1, found 2.");
    }

    @Test
    void aForcedTokenThatIsSuppressedIsRefused() {
        assertThatThrownBy(() -> parse("{\"forced_eos_token_id\": [2, 3], \"suppress_tokens\": [1, 2, 3]}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "g.json: forced_eos_token_id: expected a token that is not in suppress_tokens, found [2, 3].");
    }

    @Test
    void configJsonCountsOnlyWithoutGenerationConfig() throws IOException {
        Files.writeString(
                directory.resolve("config.json"),
                "{\"num_beams\": 3, \"max_length\": null, \"decoder\": {\"max_length\": 9, \"num_beams\": 2}}");
        GenerationConfig old = GenerationConfigJson.read(directory);
        assertThat(old.numBeams()).as("the root's").isEqualTo(3);
        assertThat(old.maxLength()).as("the decoder's").hasValue(9);
        Files.writeString(directory.resolve("generation_config.json"), "{}");
        assertThat(GenerationConfigJson.read(directory)).isEqualTo(GenerationConfig.DEFAULT);
    }

    private static GenerationConfig parse(String json) throws ConfigException {
        return GenerationConfigJson.parse("g.json", json.getBytes(StandardCharsets.UTF_8));
    }
}
