package io.github.trocr4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharacterVocabularyTest {
    private final CharacterVocabulary vocabulary = CharacterVocabulary.of("0123456789.-/ \u00e9");

    @TempDir
    Path folder;

    /** The ids are those of transformers 5.18, {@code AutoTokenizer} of the files written below. */
    @Test
    void encodesAsHuggingFaceDoes() {
        assertThat(vocabulary.encode("12.5 3-4/\u00e9")).containsExactly(5, 6, 14, 9, 17, 7, 15, 8, 16, 18, 2);
        assertThat(vocabulary.encode("e\u0301 1")).containsExactly(18, 17, 5, 2);
        assertThat(vocabulary.encode("")).containsExactly(2);
    }

    @Test
    void decodesWithoutSpecialTokens() {
        assertThat(vocabulary.decode(new int[] {2, 0, 5, 6, 3, 17, 17, 9, 2, 1, 1}))
                .isEqualTo("12  5");
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        CharacterVocabulary wide = CharacterVocabulary.of("a\"\\\ud83d\ude00\u4e2d \u0327");
        Path file = Files.writeString(folder.resolve("tokenizer.json"), wide.tokenizerJson());

        CharacterVocabulary read = CharacterVocabulary.read(file);

        assertThat(read.alphabet()).isEqualTo(wide.alphabet());
        assertThat(read.size()).isEqualTo(4 + 7);
        assertThat(read.encode("\ud83d\ude00a")).containsExactly(7, 4, 2);
    }

    @Test
    void aCharacterOutsideTheAlphabetIsNamed() {
        assertThatThrownBy(() -> vocabulary.encode("12x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected characters of the alphabet, found x (U+0078)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aba", "a\n", "a\u0000", "\ud83d", "e\u0301\u00e9"})
    void refusesAlphabetsThatCannotBe(String alphabet) {
        assertThatThrownBy(() -> CharacterVocabulary.of(alphabet)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | expected JSON",
                "{} | expected a tokenizer of characters (model.type WordLevel), found none",
                "{\"model\": {\"type\": \"BPE\"}} | found BPE",
                "{\"model\": {\"type\": \"WordLevel\"}} | and then characters",
                "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 1}}} | each once, found 1",
                "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"<s>\": 0, \"<pad>\": 1, \"</s>\": 2, \"<unk>\": 3}}}"
                        + " | and then characters",
                "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"<s>\": 0, \"<pad>\": 1, \"</s>\": 2, \"<unk>\": 3,"
                        + " \"ab\": 4}}} | a single character for id 4",
            })
    void refusesOtherTokenizers(String json, String sentence) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);

        assertThatThrownBy(() -> CharacterVocabulary.read(file))
                .isInstanceOf(VocabularyException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(sentence);
    }
}
