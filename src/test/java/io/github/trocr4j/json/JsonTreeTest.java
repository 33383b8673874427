package io.github.trocr4j.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, \"b\": [1.5, -2e-12, true, false, null, \"\\u00e4\"], \"c\": {\"d\": {}}}",
                "[2147483647, 2147483648, 9223372036854775808, 1e400, -0.0]",
                "\"text\"",
                "7",
                "null",
                "",
                "  "
            })
    void readsTheSameTreeAsJacksonsMapper(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(JsonTree.read(bytes)).isEqualTo(JsonMapper.builder().build().readTree(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1,", "{\"a\" 1}", "{a: 1}", "{\"a\": 1, \"a\": 1}", "{} {}", "[NaN]", "]", "[1}"})
    void refusesInvalidJson(String text) {
        assertThatThrownBy(() -> JsonTree.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refusesDeepNestingBeforeTheStackEnds() {
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> JsonTree.read(deep)).isInstanceOf(JsonProcessingException.class);
    }
}
