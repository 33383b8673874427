package io.github.trocr4j.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Classes of characters as HuggingFace's tokenizers have them, whatever the JDK's version of Unicode: letters and
 * numbers of Unicode 16, and the classes on which grapheme clusters depend, of Unicode 17. The resource
 * {@code character-classes.txt} is written by {@code tools/make_character_classes.py}.
 */
enum CharacterClass {
    LETTER,
    NUMBER,
    CONTROL,
    PREPEND,
    EXTEND,
    /** Characters that join the cluster before them and are not EXTEND, the zero width joiner included. */
    SPACING_MARK,
    PICTOGRAPHIC,
    CONJUNCT_CONSONANT,
    CONJUNCT_LINKER;

    private static final int HEX = 16;

    /** Where the class begins and ends, in turn. */
    @SuppressWarnings("ImmutableEnumChecker") // not changed
    private final int[] bounds = Arrays.stream(Lines.OF.get(name().toLowerCase(Locale.ROOT)))
            .skip(1)
            .mapMulti((String range, java.util.function.Consumer<Integer> out) -> {
                String[] ends = range.split("-", -1);
                out.accept(Integer.parseInt(ends[0], HEX));
                out.accept(Integer.parseInt(ends[ends.length - 1], HEX) + 1);
            })
            .mapToInt(Integer::intValue)
            .toArray();

    boolean contains(int character) {
        int found = Arrays.binarySearch(bounds, character);
        return found >= 0 ? found % 2 == 0 : (-found - 1) % 2 == 1;
    }

    /** Returns whether a character has Unicode's property White_Space. */
    static boolean isWhiteSpace(int c) {
        return (c >= '\t' && c <= '\r')
                || c == ' '
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    /** The lines of the resource by their first word. */
    private static final class Lines {
        static final Map<String, String[]> OF = read();

        private static Map<String, String[]> read() {
            try (InputStream in = CharacterClass.class.getResourceAsStream("character-classes.txt")) {
                return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                        .lines()
                        .map(line -> line.split(" ", -1))
                        .collect(Collectors.toUnmodifiableMap(words -> words[0], words -> words));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
