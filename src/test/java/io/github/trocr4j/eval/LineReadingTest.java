package io.github.trocr4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LineReadingTest {
    @Test
    void accentsAreTheSameHoweverTheyAreEncoded() {
        assertThat(line("\u00e9t\u00e9", "e\u0301te\u0301").isExact()).isTrue();
        assertThat(line("\u00e9t\u00e9", "ete").edits()).isEqualTo(2);
    }

    @Test
    void spacesCountWithinTheLineButNotAtItsEnds() {
        assertThat(line(" 12\t", "\u00a012\u3000\n").isExact()).isTrue();
        assertThat(line("1 2", "12").edits()).isEqualTo(1);
        assertThat(line("1 2", "1  2").edits()).isEqualTo(1);
        assertThat(line("1\u00a02", "1 2").edits()).isEqualTo(1);
    }

    @Test
    void anEmojiIsOneCharacter() {
        assertThat(line("\ud83d\ude00", "\ud83d\ude01").edits()).isEqualTo(1);
        assertThat(line("\ud83d\ude00", "").edits()).isEqualTo(1);
    }

    @Test
    void halfASurrogatePairIsTheReplacementCharacter() {
        assertThat(line("a\ud83d", "a\ufffd").isExact()).isTrue();
    }

    @Test
    void caseAndPunctuationCount() {
        assertThat(line("No. 5", "no 5").edits()).isEqualTo(2);
    }

    @Test
    void theAlignmentPairsEachCharacterWithItsReading() {
        assertThat(line("No 5", "no5.").aligned())
                .extracting(pair -> pair.expected() + ">" + pair.read())
                .containsExactly("N>n", "o>o", " >", "5>5", ">.");
        assertThat(line("No 5", "no5.").aligned())
                .filteredOn(pair -> !pair.isRight())
                .hasSize(line("No 5", "no5.").edits());
    }

    @Test
    void theAlignmentHasBothTextsWithoutSpacesAtTheirEnds() {
        LineReading reading = line("e\u0301t\u00e9 \ud83d\ude00 ", "\u00e9te");

        assertThat(reading.aligned().stream().map(LineReading.Pair::expected).collect(Collectors.joining()))
                .isEqualTo("\u00e9t\u00e9 \ud83d\ude00");
        assertThat(reading.aligned().stream().map(LineReading.Pair::read).collect(Collectors.joining()))
                .isEqualTo("\u00e9te");
        assertThat(line("", " ").aligned()).isEmpty();
    }

    @Test
    void refusesWhatIsNoConfidence() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LineReading("1", "1", 1.01f));
        assertThatIllegalArgumentException().isThrownBy(() -> new LineReading("1", "1", -0.01f));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LineReading("1", "1", Float.NaN))
                .withMessage("confidence is not from 0 to 1: NaN");
    }

    private static LineReading line(String expected, String read) {
        return new LineReading(expected, read, 1);
    }
}
