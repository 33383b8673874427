package io.github.trocr4j.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
    @Test
    void readsEveryKindOfValue() throws JsonException {
        JsonValue read =
                JsonTree.read("{\"a\": [1, -2.5e-3, true, false, null], \"b\": {\"c\": \"\u00e4\"}, \"d\": {}}");

        assertThat(read.members().keySet()).containsExactly("a", "b", "d");
        assertThat(read.get("a").get(0).intValue()).isEqualTo(1);
        assertThat(read.get("a").get(1).doubleValue()).isEqualTo(-0.0025);
        assertThat(read.get("a").get(2).isTrue()).isTrue();
        assertThat(read.get("a").get(3).isBoolean()).isTrue();
        assertThat(read.get("a").get(4).isNull()).isTrue();
        assertThat(read.get("b").get("c").textValue()).isEqualTo("\u00e4");
        assertThat(read.get("d").isObject()).isTrue();
        assertThat(read.path("x").path(7).isMissing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2147483647, java.lang.Integer",
        "2147483648, java.lang.Long",
        "-9223372036854775808, java.lang.Long",
        "9223372036854775808, java.math.BigInteger",
        "1.0, java.lang.Double",
        "1e2, java.lang.Double"
    })
    void numbersHaveTheSmallestTypeThatHoldsThem(String text, Class<?> type) throws JsonException {
        JsonValue read = JsonTree.read(text);

        assertThat(read.scalar()).isInstanceOf(type);
        assertThat(read.isWhole()).isEqualTo(type != Double.class);
        assertThat(read.isInt()).isEqualTo(type == Integer.class);
        assertThat(read.isLong()).isEqualTo(type == Integer.class || type == Long.class);
    }

    @ParameterizedTest
    @CsvSource({"-0, 0", "-0.0, -0.0", "1e400, Infinity", "1E-400, 0.0", "0.1e1, 1.0"})
    void numbersAtTheEdgesOfTheirTypes(String text, double expected) throws JsonException {
        assertThat(JsonTree.read(text).doubleValue()).isEqualTo(expected);
    }

    @Test
    void aLongNumberStaysExact() throws JsonException {
        String digits = "7".repeat(999);

        assertThat(JsonTree.read(digits).scalar()).isEqualTo(new BigInteger(digits));
        assertThat(JsonTree.read(digits)).hasToString(digits);
    }

    @Test
    void readsEscapes() throws JsonException {
        assertThat(JsonTree.read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E4\\u00e4\\ud83d\\ude00\\ud83d\"")
                        .textValue())
                .isEqualTo("\"\\/\b\f\n\r\t\u00e4\u00e4\ud83d\ude00\ud83d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t"})
    void nothingIsMissing(String text) throws JsonException {
        assertThat(JsonTree.read(text).isMissing()).isTrue();
        assertThat(JsonTree.read(text.getBytes(UTF_8)).isMissing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                  | column 2: expected a name in double quotes or }, found the end",
                "{\"a\"             | column 5: expected a colon, found the end",
                "{\"a\":            | column 6: expected a value, found the end",
                "{\"a\": 1          | column 8: expected a comma or }, found the end",
                "{\"a\" 1}          | column 6: expected a colon, found 1",
                "{a: 1}             | column 2: expected a name in double quotes or }, found a",
                "{'a': 1}           | column 2: expected a name in double quotes or }, found '",
                "{\"a\": 1,}        | column 9: expected a name in double quotes, found }",
                "{\"a\": 1, \"a\": 2} | column 13: expected each name of an object once, found \"a\" again",
                "{\"a\": 1} {}      | column 10: expected the end, found {",
                "{\"a\": 1 \"b\"    | column 9: expected a comma or }, found \"",
                "[1,                | column 4: expected a value, found the end",
                "[1,]               | column 4: expected a value, found ]",
                "[,1]               | column 2: expected a value or ], found ,",
                "[1}                | column 3: expected a comma or ], found }",
                "[1 2]              | column 4: expected a comma or ], found 2",
                "[01]               | column 3: expected a comma or ], found 1",
                "[+1]               | column 2: expected a value or ], found +",
                "[-]                | column 3: expected a digit, found ]",
                "[1.]               | column 4: expected a digit, found ]",
                "[.5]               | column 2: expected a value or ], found .",
                "[1e]               | column 4: expected a digit, found ]",
                "[0x10]             | column 3: expected a comma or ], found x",
                "[NaN]              | column 2: expected a value or ], found NaN",
                "[Infinity]         | column 2: expected a value or ], found Infinity",
                "[-Infinity]        | column 3: expected a digit, found I",
                "[True]             | column 2: expected a value or ], found True",
                "[trueish]          | column 2: expected a value or ], found trueish",
                "[\"a]              | column 5: expected closing double quotes, found the end",
                "[\"\\x\"]          | column 4: expected one of \"\\/bfnrtu after a backslash, found x",
                "[\"\\u00g0\"]      | column 7: expected four hexadecimal digits after \\u, found g",
                "[\"\\u\uff11234\"] | column 5: expected four hexadecimal digits after \\u, found \uff11",
                "]                  | column 1: expected a value, found ]",
                "// no              | column 1: expected a value, found /",
                "[1, /**/ 2]        | column 5: expected a value, found /",
                "\uff11             | column 1: expected a value, found \uff11"
            })
    void saysWhereWhatWasExpectedAndFound(String text, String message) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonTree.read(text.getBytes(UTF_8)))
                .withMessage(message)
                .matches(e -> e.endsEarly() == message.endsWith("the end"));
    }

    @Test
    void countsLines() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonTree.read("{\n  \"a\": 1,\r\n  \"b\": tru\n}"))
                .withMessage("line 3, column 8: expected a value, found tru");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 10, 0x1f})
    void controlCharactersAreEscapedInStrings(int character) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonTree.read("[\"" + (char) character + "\"]"))
                .withMessageMatching(
                        "column 3: expected an escape such as \\\\n for a control character, found U\\+00..");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00a0 1", "\u000b1", "\u2028 1", "1\u0000"})
    void onlyJsonsOwnBlanksAreBlank(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonTree.read(text));
    }

    @Test
    void aByteOrderMarkIsIgnored() throws JsonException {
        assertThat(JsonTree.read("\ufeff[7]".getBytes(UTF_8))).hasToString("[7]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE"})
    void otherEncodingsAreNamed(String encoding) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonTree.read("{\"a\": 1}".getBytes(Charset.forName(encoding))))
                .withMessage("expected UTF-8, found UTF-16 or UTF-32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "e282", "80"})
    void malformedUtf8IsRefused(String bytes) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonTree.read(HexFormat.of().parseHex("5b22" + bytes + "225d")))
                .withMessageStartingWith("expected UTF-8, found the byte 0x")
                .withMessageEndingWith("at offset 2");
    }

    @Test
    void hasLimits() throws JsonException {
        assertThat(JsonTree.read("[".repeat(1_000) + "]".repeat(1_000)).size()).isEqualTo(1);
        refuses("[".repeat(1_001), "expected at most 1000 levels of objects and arrays, found more");
        refuses("{\"a\":".repeat(100_000), "expected at most 1000 levels of objects and arrays, found more");
        refuses("1".repeat(1_001), "expected a number of at most 1000 characters, found more");
        refuses("0." + "1".repeat(1_000_000), "expected a number of at most 1000 characters, found more");
        refuses("{\"" + "a".repeat(50_001) + "\": 1}", "expected a string of at most 50000 characters, found more");
    }

    private static void refuses(String text, String message) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonTree.read(text))
                .withMessageEndingWith(message);
    }
}
