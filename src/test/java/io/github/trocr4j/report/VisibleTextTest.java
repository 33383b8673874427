package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {
    @Test
    void textOfAnyScriptStays() {
        for (String text :
                new String[] {"No. 5 - a/b", "\u05e9\u05dc\u05d5\u05dd", "\u6771\u4eac", "\ud83d\ude00", "e\u0323x"}) {
            assertThat(VisibleText.of(text)).isEqualTo(text);
        }
    }

    @Test
    void controlCharactersBecomeTheirPictures() {
        assertThat(VisibleText.of("a\u0000\t\n\u007f")).isEqualTo("a\u2400\u2409\u240a\u2421");
    }

    @Test
    void charactersWithoutAShapeBecomeCodes() {
        assertThat(VisibleText.of("a\u202eb\u00a0\u2028\u0085")).isEqualTo("a[U+202E]b[U+00A0][U+2028][U+0085]");
        assertThat(VisibleText.of("\ud83d \ufffe \ue000")).isEqualTo("[U+D83D] [U+FFFE] [U+E000]");
    }

    @Test
    void aMarkAtTheStartStandsOnADottedCircle() {
        assertThat(VisibleText.of("\u0301a\u0301")).isEqualTo("\u25cc\u0301a\u0301");
    }

    @Test
    void textsAreShortenedBetweenCharacters() {
        assertThat(VisibleText.shortened("\ud83d\ude00\ud83d\ude00", 2)).isEqualTo("\ud83d\ude00\ud83d\ude00");
        assertThat(VisibleText.shortened("\ud83d\ude00\ud83d\ude00", 1)).isEqualTo("\ud83d\ude00\u2026");
    }
}
