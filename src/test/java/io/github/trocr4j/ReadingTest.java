package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.Reading.Token;
import io.github.trocr4j.Reading.Word;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReadingTest {
    @Test
    void theConfidenceIsTheProductOfTheTokensConfidences() {
        Reading reading =
                new Reading("70", List.of(new Token("7", 0.5f), new Token("0", 1), new Token("", 0.25f)), false);
        assertThat(reading.confidence()).isEqualTo(0.125f);
        assertThat(of(0.9f, 0.9f).confidence()).isEqualTo(0.81f, Offset.offset(1e-6f));
        assertThat(of().confidence()).isOne();
    }

    @Test
    void theConfidenceOfAWordIsThatOfItsTokens() {
        Reading reading = new Reading(
                "no 17",
                List.of(new Token("n", 0.5f), new Token("o", 0.5f), new Token(" 17", 0.75f), new Token("", 0.1f)),
                false);
        assertThat(reading.words()).containsExactly(new Word("no", 0.25f), new Word("17", 0.75f));
        assertThat(new Reading("", List.of(new Token("", 0.1f)), false).words()).isEmpty();
    }

    @Test
    void aTokenOfTwoWordsCountsForBoth() {
        Reading reading = new Reading("a b", List.of(new Token("a b", 0.5f)), false);
        assertThat(reading.words()).containsExactly(new Word("a", 0.5f), new Word("b", 0.5f));
    }

    @Test
    void eachPartOfACharacterCountsForItsWord() {
        Reading reading = new Reading(
                "x \u00e4b", List.of(new Token("x ", 1), new Token("", 0.5f), new Token("\u00e4b", 0.5f)), false);
        assertThat(reading.words()).containsExactly(new Word("x", 1), new Word("\u00e4b", 0.25f));
    }

    @Test
    void readingsWithTheSameContentAreEqual() {
        assertThat(of(0.5f)).isEqualTo(of(0.5f)).isNotEqualTo(of(0.25f));
    }

    @Test
    void theListIsCopied() {
        List<Token> tokens = new ArrayList<>(List.of(new Token("1", 0.5f)));
        Reading reading = new Reading("1", tokens, false);
        tokens.set(0, new Token("2", 1));
        assertThat(reading.tokens()).containsExactly(new Token("1", 0.5f));
    }

    @Test
    void aReadingBelowTheMinimumIsUncertain() {
        assertThat(of(0.5f).requiring(0.5f).uncertain()).isFalse();
        assertThat(of(0.5f).requiring(0.75f).uncertain()).isTrue();
        assertThat(of(0.5f).requiring(0.75f).requiring(0).uncertain()).isFalse();
    }

    @Test
    void confidencesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Token("1", 1.5f)).hasMessage("expected a confidence of 0 to 1, found 1.5");
        assertThatThrownBy(() -> new Token("1", -1)).hasMessage("expected a confidence of 0 to 1, found -1.0");
        assertThatThrownBy(() -> new Token("1", Float.NaN)).hasMessage("expected a confidence of 0 to 1, found NaN");
    }

    private static Reading of(float... confidences) {
        List<Token> tokens = new ArrayList<>();
        for (float confidence : confidences) {
            tokens.add(new Token("1", confidence));
        }
        return new Reading("1".repeat(tokens.size()), tokens, false);
    }
}
