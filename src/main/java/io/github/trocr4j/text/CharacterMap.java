package io.github.trocr4j.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Normalises text with the character map of a SentencePiece model ({@code precompiled_charsmap}), in the way of
 * HuggingFace's normalizer {@code Precompiled}. If a grapheme cluster takes less than 6 bytes in UTF-8, and the map
 * knows a prefix of it, the replacement of the shortest such prefix stands for the whole cluster. Otherwise each
 * character is replaced by itself.
 *
 * <p>The map is a double-array trie, whose keys are bytes in UTF-8 and whose values are places in a list of
 * replacements, each of which ends with a zero byte. Source: google/sentencepiece, {@code src/normalizer.cc}; Susumu
 * Yata's darts-clone for the trie.
 */
final class CharacterMap implements UnaryOperator<String> {
    private static final int SHORT_CLUSTER = 6;
    private static final int LONGEST_REPLACEMENT = 200;

    private final int[] trie;
    private final byte[] replacements;

    private CharacterMap(int[] trie, byte[] replacements) {
        this.trie = trie;
        this.replacements = replacements;
    }

    /**
     * Reads a map.
     *
     * @throws VocabularyException if it is damaged, or a replacement is longer than 200 bytes
     */
    static CharacterMap of(Path file, byte[] map) throws VocabularyException {
        ByteBuffer bytes = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        long length = map.length < Integer.BYTES ? -1 : Integer.toUnsignedLong(bytes.getInt());
        if (length < Integer.BYTES || length > bytes.remaining() || length % Integer.BYTES != 0) {
            throw new VocabularyException(
                    file,
                    "expected a character map (precompiled_charsmap) that begins with its trie, found " + map.length
                            + " bytes that do not");
        }
        int[] trie = new int[(int) length / Integer.BYTES];
        bytes.asIntBuffer().get(trie);
        byte[] replacements = new byte[map.length - Integer.BYTES - (int) length];
        bytes.get(Integer.BYTES + (int) length, replacements);
        int start = 0;
        for (int i = 0; i < replacements.length; i++) {
            start = replacements[i] == 0 ? i + 1 : start;
            if (i - start > LONGEST_REPLACEMENT) {
                throw new VocabularyException(
                        file,
                        "expected replacements of at most " + LONGEST_REPLACEMENT
                                + " bytes in the character map (precompiled_charsmap), found a longer one");
            }
        }
        return new CharacterMap(trie, replacements);
    }

    /** Returns the normalised text. */
    @Override
    public String apply(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int end;
        for (int at = 0; at < text.length(); at = end) {
            end = GraphemeClusters.end(text, at);
            if (end - at >= SHORT_CLUSTER || !replace(text.substring(at, end), SHORT_CLUSTER, out)) {
                text.substring(at, end).codePoints().forEach(c -> {
                    String character = Character.toString(c);
                    if (!replace(character, SHORT_CLUSTER, out)) {
                        out.append(character);
                    }
                });
            }
        }
        return out.toString();
    }

    /** Appends the replacement of the shortest prefix that the map knows, if the text takes less than so many bytes. */
    private boolean replace(String text, int bytes, StringBuilder out) {
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        if (key.length >= bytes) {
            return false;
        }
        int node = offset(trie[0]);
        for (byte next : key) {
            int label = next & 0xFF;
            node ^= label;
            if (label == 0 || node < 0 || node >= trie.length || (trie[node] & 0x8000_00FF) != label) {
                return false;
            }
            int unit = trie[node];
            node ^= offset(unit);
            if (((unit >>> 8) & 1) == 1) {
                return node >= 0 && node < trie.length && append(trie[node] & Integer.MAX_VALUE, out);
            }
        }
        return false;
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    }

    private boolean append(int start, StringBuilder out) {
        int end = start;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        if (start > replacements.length) {
            return false;
        }
        out.append(new String(replacements, start, end - start, StandardCharsets.UTF_8));
        return true;
    }
}
