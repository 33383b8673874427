package io.github.trocr4j.eval;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A line of text and its reading. The record keeps both texts unchanged. They are compared in Unicode normalization
 * form C, so that it does not matter how accents are encoded, and without white space at either end, which a picture
 * does not show.
 *
 * <p>A character is a code point. White space is what Python's {@code str.isspace} accepts, including U+00A0.
 *
 * @param expected the text on the line; may be empty
 * @param read the text read; may be empty
 * @param confidence the confidence of the whole line, 0 to 1
 */
public record LineReading(String expected, String read, float confidence) {
    /** @throws IllegalArgumentException if the confidence is not 0 to 1 */
    public LineReading {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(read, "read");
        if (!(confidence >= 0 && confidence <= 1)) { // rejects NaN too
            throw new IllegalArgumentException("confidence is not from 0 to 1: " + confidence);
        }
    }

    /** Returns whether the two texts are equal, compared as described above. */
    public boolean isExact() {
        return Arrays.equals(characters(expected), characters(read));
    }

    /** Returns the Levenshtein distance of the two texts, in characters. */
    public int edits() {
        return isExact() ? 0 : EditDistance.distance(characters(expected), characters(read));
    }

    /**
     * Returns the two texts side by side, by a smallest set of edits; {@link LineMetrics#confusions} counts the same
     * edits.
     */
    public List<Pair> aligned() {
        return EditDistance.alignment(characters(expected), characters(read)).stream()
                .map(pair -> new Pair(text(pair.expected()), text(pair.read())))
                .toList();
    }

    /**
     * A character and its reading.
     *
     * @param expected the expected character, or an empty string if {@code read} is one too many
     * @param read the character read for it, or an empty string if it is missing
     */
    public record Pair(String expected, String read) {
        /** Returns whether the character was read correctly. */
        public boolean isRight() {
            return expected.equals(read);
        }
    }

    /** Returns a symbol of {@link EditDistance} as text. */
    static String text(int character) {
        return character == EditDistance.NOTHING ? "" : Character.toString(character);
    }

    /** Returns the code points to compare. An unpaired surrogate, which no encoding can store, becomes U+FFFD. */
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
     * Splits the result of {@link #characters} at white space and returns the number of each word.
     *
     * @param numbers the numbers of the words known so far; new words are added
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
