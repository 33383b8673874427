package io.github.trocr4j.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The pre-tokenizer and decoder {@code Metaspace}: a space is the character U+2581, and a word begins with one.
 *
 * @param replacement the character that stands for a space
 * @param prepend whether a text that does not begin with one gets one
 * @param split whether text is split before each of them
 */
record Metaspace(char replacement, boolean prepend, boolean split) {
    /** Returns the parts of a text. */
    List<String> split(String text) {
        String replaced = text.replace(' ', replacement);
        String whole = prepend && replaced.charAt(0) != replacement ? replacement + replaced : replaced;
        if (!split) {
            return List.of(whole);
        }
        List<String> parts = new ArrayList<>();
        int end;
        for (int start = 0; start < whole.length(); start = end) {
            int next = whole.indexOf(replacement, start + 1);
            end = next < 0 ? whole.length() : next;
            parts.add(whole.substring(start, end));
        }
        return parts;
    }

    /** Returns the text of each token: the first loses its spaces if text gets one before it. */
    List<String> decode(List<String> tokens) {
        List<String> texts = new ArrayList<>(tokens.size());
        for (String token : tokens) {
            texts.add(
                    texts.isEmpty() && prepend
                            ? token.replace(String.valueOf(replacement), "")
                            : token.replace(replacement, ' '));
        }
        return texts;
    }

    /** Returns the words of a text: what is between white space ({@code WhitespaceSplit}). */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int end = 0; end <= text.length(); end++) {
            if (end == text.length() || CharacterClass.isWhiteSpace(text.charAt(end))) {
                if (end > start) {
                    words.add(text.substring(start, end));
                }
                start = end + 1;
            }
        }
        return words;
    }
}
