package io.github.trocr4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of Unicode Standard Annex 29. */
class GraphemeClustersTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "GB3 and GB4, \\r\\n\\n\u0301, \\r\\n|\\n|\u0301",
        "GB6 to GB8 Hangul, \u1100\u1161\u11A8\uAC00\u11A8\uAC01\u1161, \u1100\u1161\u11A8|\uAC00\u11A8|\uAC01|\u1161",
        "GB9 marks, e\u0301\u0301a, e\u0301\u0301|a",
        "GB9a spacing marks, \u0915\u0903\u0915, \u0915\u0903|\u0915",
        "GB9b prepended, \u0600a, \u0600a",
        "GB9c conjuncts, \u0915\u094D\u0937\u0915\u0937, \u0915\u094D\u0937|\u0915|\u0937",
        "GB9c without a consonant, a\u094D\u0937, a\u094D|\u0937",
        "GB11 emoji, \u2764\uFE0F\u200D\u2764a, \u2764\uFE0F\u200D\u2764|a",
        "GB11 without a pictograph, a\u200D\u2764, a\u200D|\u2764",
        "GB12 flags, \uD83C\uDDE6\uD83C\uDDE7\uD83C\uDDE8, \uD83C\uDDE6\uD83C\uDDE7|\uD83C\uDDE8",
        "GB999, ab, a|b"
    })
    void textIsSplit(String rule, String text, String clusters) {
        String whole = text.translateEscapes();
        List<String> found = new ArrayList<>();
        for (int at = 0; at < whole.length(); ) {
            int end = GraphemeClusters.end(whole, at);
            found.add(whole.substring(at, end));
            at = end;
        }
        assertThat(found).containsExactly(clusters.translateEscapes().split("\\|", -1));
    }
}
