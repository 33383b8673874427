package io.github.trocr4j.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The pre-tokenizer and decoder {@code ByteLevel}: text is split into words, numbers and punctuation, each with the
 * space before it, and its bytes in UTF-8 become characters that can be seen.
 *
 * <p>Source: Radford et al., "Language Models are Unsupervised Multitask Learners" (GPT-2, 2019), and its
 * {@code encoder.py}; HuggingFace's tokenizers.
 */
final class ByteLevel {
    private static final int BYTES = 256;
    private static final char[] CHARACTERS = characters();
    private static final List<String> CONTRACTIONS = List.of("'s", "'t", "'re", "'ve", "'m", "'ll", "'d");

    private ByteLevel() {}

    /** Bytes that are printable characters in Latin-1 stand for themselves, the others for U+0100 and following. */
    private static char[] characters() {
        char[] characters = new char[BYTES];
        char next = BYTES;
        for (int i = 0; i < BYTES; i++) {
            boolean visible = (i >= '!' && i <= '~') || (i >= 0xA1 && i <= 0xAC) || i >= 0xAE;
            characters[i] = visible ? (char) i : next++;
        }
        return characters;
    }

    /** Returns the bytes of a text in UTF-8, each as a character. */
    static String bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            out.append(CHARACTERS[each & 0xFF]);
        }
        return out.toString();
    }

    /**
     * Returns a pre-tokenizer.
     *
     * @param prefixSpace whether a text that does not begin with a space gets one
     * @param words whether text is split into {@link #words}
     */
    static Function<String, List<String>> pieces(boolean prefixSpace, boolean words) {
        return text -> {
            String whole = prefixSpace && text.charAt(0) != ' ' ? ' ' + text : text;
            return words ? words(whole).stream().map(ByteLevel::bytes).toList() : List.of(bytes(whole));
        };
    }

    /**
     * Splits a text as the expression {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+|
     * ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+} does. The parts together are the text.
     */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int end;
        for (int start = 0; start < text.length(); start = end) {
            end = wordEnd(text, start);
            words.add(text.substring(start, end));
        }
        return words;
    }

    private static int wordEnd(String text, int start) {
        for (String contraction : CONTRACTIONS) {
            if (text.startsWith(contraction, start)) {
                return start + contraction.length();
            }
        }
        int from = text.charAt(start) == ' ' && start + 1 < text.length() ? start + 1 : start;
        Kind kind = Kind.of(text.codePointAt(from));
        if (kind != Kind.SPACE) {
            return runEnd(text, from, kind);
        }
        int end = runEnd(text, start, Kind.SPACE);
        // the last space before a word belongs to the word, or stands alone
        return end < text.length() && end - start > 1 ? end - 1 : end;
    }

    private static int runEnd(String text, int start, Kind kind) {
        int end = start;
        while (end < text.length()) {
            int next = text.codePointAt(end);
            if (Kind.of(next) != kind) {
                break;
            }
            end += Character.charCount(next);
        }
        return end;
    }

    private enum Kind {
        LETTER,
        NUMBER,
        SPACE,
        OTHER;

        static Kind of(int c) {
            if (CharacterClass.LETTER.contains(c)) {
                return LETTER;
            }
            return CharacterClass.NUMBER.contains(c) ? NUMBER : CharacterClass.isWhiteSpace(c) ? SPACE : OTHER;
        }
    }

    /** Returns the text of tokens. A token with another character stands for itself. */
    static String decode(List<String> tokens) {
        byte[] values =
                new byte[tokens.stream().mapToInt(token -> 3 * token.length()).sum()];
        int count = 0;
        for (String token : tokens) {
            byte[] bytes = valuesOf(token);
            System.arraycopy(bytes, 0, values, count, bytes.length);
            count += bytes.length;
        }
        return utf8(values, count);
    }

    private static byte[] valuesOf(String token) {
        byte[] values = new byte[token.length()];
        for (int i = 0; i < values.length; i++) {
            char c = token.charAt(i);
            int value = c < BYTES ? c : c - BYTES;
            while (value < BYTES && CHARACTERS[value] != c) {
                value++; // of the characters from U+0100 on
            }
            if (value >= BYTES) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            values[i] = (byte) value;
        }
        return values;
    }

    /**
     * Returns text in UTF-8, with U+FFFD for each longest part that begins like a character and is none, and each byte
     * that begins none. Source: The Unicode Standard, section 3.9, "U+FFFD Substitution of Maximal Subparts"; Java's
     * own decoder takes the three bytes of a surrogate for one part.
     */
    private static String utf8(byte[] bytes, int count) {
        StringBuilder text = new StringBuilder(count);
        int next;
        for (int at = 0; at < count; at = next) {
            int first = bytes[at] & 0xFF;
            int length =
                    first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
            int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            next = at + 1;
            while (next < Math.min(count, at + length)
                    && (bytes[next] & 0xFF) >= lowest
                    && (bytes[next] & 0xFF) <= highest) {
                lowest = 0x80;
                highest = 0xBF;
                next++;
            }
            text.append(next - at == length ? new String(bytes, at, length, StandardCharsets.UTF_8) : "\uFFFD");
        }
        return text.toString();
    }
}
