package io.github.trocr4j.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
    private static final JsonObject SMALL = small();

    private static JsonObject small() {
        JsonObject root = new JsonObject();
        root.put("text", "\u00e4")
                .put("int", 1)
                .put("long", 1L << 40)
                .put("flag", true)
                .putNull("none");
        root.putArray("numbers").add(0.1f).add(0.1).add(1e-7).add(BigInteger.TWO.pow(64));
        root.putArray("empty");
        root.putObject("object").putArray("objects").addObject().put("a", 1);
        root.putObject("nothing");
        return root;
    }

    @Test
    void onOneLine() {
        assertThat(SMALL)
                .hasToString("{\"text\":\"\u00e4\",\"int\":1,\"long\":1099511627776,\"flag\":true,\"none\":null,"
                        + "\"numbers\":[0.1,0.1,1.0E-7,18446744073709551616],\"empty\":[],"
                        + "\"object\":{\"objects\":[{\"a\":1}]},\"nothing\":{}}");
    }

    @Test
    void prettyAsRunsAndModelsHaveIt() {
        assertThat(SMALL.toPrettyString()).isEqualTo("""
                        {
                          "text" : "\u00e4",
                          "int" : 1,
                          "long" : 1099511627776,
                          "flag" : true,
                          "none" : null,
                          "numbers" : [ 0.1, 0.1, 1.0E-7, 18446744073709551616 ],
                          "empty" : [ ],
                          "object" : {
                            "objects" : [ {
                              "a" : 1
                            } ]
                          },
                          "nothing" : { }
                        }""");
    }

    @Test
    void escapesWhatMustBeEscaped() {
        JsonValue text = JsonValue.of("\"\\/\b\f\n\r\t\u0001\u001f\u007f\u00e4\u2028\ud83d\ude00");

        assertThat(text).hasToString("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001F\u007f\u00e4\u2028\ud83d\ude00\"");
        assertThat(text.toAscii())
                .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001F\u007f\\u00E4\\u2028\\uD83D\\uDE00\"");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatJsonCannotWriteIsQuotedAndReadBack(double number) throws JsonException {
        JsonObject object = new JsonObject().put("a", number).put("b", (float) number);

        assertThat(object).hasToString("{\"a\":\"" + number + "\",\"b\":\"" + number + "\"}");
        assertThat(JsonTree.read(object.toString()).get("a").doubleValue()).isEqualTo(Double.valueOf(number));
    }

    @Test
    void aNameKeepsItsPlaceWhenSetAgain() {
        assertThat(new JsonObject().put("a", 1).put("b", 2).put("a", (String) null))
                .hasToString("{\"a\":null,\"b\":2}");
    }

    @Test
    void equalTreesAreEqualWhateverTheOrderOfNames() throws JsonException {
        assertThat(JsonTree.read("{\"a\": [1, \"x\"], \"b\": null}"))
                .isEqualTo(JsonTree.read("{\"b\": null, \"a\": [1, \"x\"]}"))
                .hasSameHashCodeAs(JsonTree.read("{\"b\": null, \"a\": [1, \"x\"]}"))
                .isNotEqualTo(JsonTree.read("{\"a\": [1.0, \"x\"], \"b\": null}"))
                .isNotEqualTo(JsonTree.read("{\"a\": [1, \"x\"]}"));
    }

    @Test
    void textOfScalars() throws JsonException {
        JsonValue read = JsonTree.read("[\"a\", 1, 1.50, true, null, {}]");

        assertThat(read).extracting(JsonValue::asText).containsExactly("a", "1", "1.5", "true", "null", "");
        assertThat(read.path(9).asText("otherwise")).isEqualTo("otherwise");
        assertThat(read.path(4).asText("otherwise")).isEqualTo("otherwise");
        assertThat(read.path(1).asText("otherwise")).isEqualTo("1");
    }

    @Test
    void jsonIsValidInAnyEncoding() {
        assertThat(JsonValue.ascii("{\"é\": \"日😀\"}\n")).isEqualTo("{\"\\u00E9\": \"\\u65E5\\uD83D\\uDE00\"}\n");
    }
}
