package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MarkedTextTest {
    @Test
    void charactersThatDifferAreMarkedByAlignment() {
        MarkedText texts = MarkedText.of("2021-03", "202l03");

        assertThat(shown(texts.expected())).isEqualTo("202(1-)03");
        assertThat(shown(texts.read())).isEqualTo("202(l)03");
    }

    @Test
    void missingCharactersLeaveAGap() {
        assertThat(shown(MarkedText.of("3-4", "34").read())).isEqualTo("3()4");
        assertThat(shown(MarkedText.of("34", "3-4").expected())).isEqualTo("34");
        assertThat(shown(MarkedText.of("34", "").read())).isEqualTo("()");
        assertThat(MarkedText.of("", "").read()).isEmpty();
    }

    @Test
    void spacesThatDifferCanBeSeen() {
        assertThat(shown(MarkedText.of("a b c", "a bc").expected())).isEqualTo("a b(\u2423)c");
    }

    @Test
    void ofLongTextsTheFirstDifferenceIsShown() {
        MarkedText texts = MarkedText.of("x".repeat(900) + "1y", "x".repeat(900) + "2y");

        assertThat(shown(texts.read())).isEqualTo("\u2026" + "x".repeat(40) + "(2)y");
        assertThat(shown(MarkedText.of("x".repeat(10_000), "").expected()))
                .isEqualTo("(" + "x".repeat(200) + "\u2026)");
    }

    private static String shown(List<MarkedText.Part> parts) {
        return parts.stream()
                .map(part -> part.wrong() ? "(" + part.text() + ")" : part.text())
                .collect(Collectors.joining());
    }
}
