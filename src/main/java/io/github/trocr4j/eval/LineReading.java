package io.github.trocr4j.eval;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * A line of text after reading: what is written there, what was read, and how sure the reader was. The record keeps the texts
 * as they are; they are compared in Unicode's normal form NFC (so a letter and its accent are one character, however they are
 * encoded) and without white space at either end, which is not visible in a picture.
 *
 * <p>A character is a code point: 𝛼 is one. White space is what Python's {@code str.isspace} says it is, U+00A0 included.
 *
 * @param expected the text on the line; may be empty
 * @param read the text that was read; may be empty
 * @param confidence of the line as a whole, 0 to 1
 */
public record LineReading(String expected, String read, float confidence) {
    /** @throws IllegalArgumentException if the confidence is not 0 to 1 */
    public LineReading {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(read, "read");
        if (!(confidence >= 0 && confidence <= 1)) { // this way round NaN is refused, too
            throw new IllegalArgumentException("confidence is not from 0 to 1: " + confidence);
        }
    }

    /** Whether the texts are the same, compared as described above. */
    public boolean isExact() {
        return Arrays.equals(characters(expected), characters(read));
    }

    /** How many characters of the reading have to be replaced, left out or added: their Levenshtein distance. */
    public int edits() {
        return EditDistance.distance(characters(expected), characters(read));
    }

    /** The code points that count. Halves of surrogate pairs, which are no text, become U+FFFD. */
    static int[] characters(String text) {
        int[] all = Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .toArray();
        int from = 0;
        int to = all.length;
        while (from < to && isSpace(all[from])) {
            from++;
        }
        while (to > from && isSpace(all[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(all, from, to);
    }

    /**
     * The words of {@link #characters}, numbered.
     *
     * @param numbers of the words known so far; new words are added
     */
    static int[] words(int[] characters, Map<String, Integer> numbers) {
        int[] words = new int[characters.length / 2 + 1];
        int count = 0;
        int from = 0;
        for (int i = 0; i <= characters.length; i++) {
            if (i == characters.length || isSpace(characters[i])) {
                if (i > from) {
                    words[count++] =
                            numbers.computeIfAbsent(new String(characters, from, i - from), word -> numbers.size());
                }
                from = i + 1;
            }
        }
        return Arrays.copyOf(words, count);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }
}
