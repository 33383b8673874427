package io.github.trocr4j.text;

/**
 * Finds extended grapheme clusters, what a reader takes for one character. {@code java.text.BreakIterator} and
 * {@code \X} of the JDK follow other versions of Unicode.
 *
 * <p>Source: Unicode Standard Annex 29, "Unicode Text Segmentation", rules GB3 to GB13.
 */
final class GraphemeClusters {
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

    /** No character below joins the one before it, except a line feed. */
    private static final int FIRST_MARK = 0x300;

    private final String text;
    private int before;
    private boolean afterPictograph; // a pictograph, then marks
    private boolean joinedPictograph; // the same, then a joiner
    private boolean afterConsonant; // a consonant of a script with conjuncts, then marks
    private boolean linked; // the same, with a linker
    private int regionalIndicators;

    private GraphemeClusters(String text) {
        this.text = text;
    }

    /** Returns the end of the cluster that begins at an index of a text. */
    static int end(String text, int start) {
        return new GraphemeClusters(text).endOf(start);
    }

    private int endOf(int start) {
        before = text.codePointAt(start);
        int at = start + Character.charCount(before);
        if (at < text.length() && before < FIRST_MARK && text.charAt(at) < FIRST_MARK) {
            return before == '\r' && text.charAt(at) == '\n' ? at + 1 : at;
        }
        note(before);
        while (at < text.length()) {
            int next = text.codePointAt(at);
            if (!joins(next)) {
                return at;
            }
            note(next);
            before = next;
            at += Character.charCount(next);
        }
        return at;
    }

    private void note(int character) {
        boolean joiner = character == ZERO_WIDTH_JOINER;
        boolean extend = CharacterClass.EXTEND.contains(character);
        joinedPictograph = joiner && afterPictograph;
        afterPictograph = CharacterClass.PICTOGRAPHIC.contains(character) || (extend && afterPictograph);
        boolean consonant = CharacterClass.CONJUNCT_CONSONANT.contains(character);
        boolean transparent = joiner || (extend && character != ZERO_WIDTH_NON_JOINER);
        linked = !consonant && transparent && (linked || CharacterClass.CONJUNCT_LINKER.contains(character));
        linked &= afterConsonant;
        afterConsonant = consonant || (transparent && afterConsonant);
        regionalIndicators = isRegionalIndicator(character) ? regionalIndicators + 1 : 0;
    }

    private boolean joins(int next) {
        if (CharacterClass.CONTROL.contains(before) || CharacterClass.CONTROL.contains(next)) {
            return before == '\r' && next == '\n';
        }
        return CharacterClass.EXTEND.contains(next)
                || CharacterClass.SPACING_MARK.contains(next)
                || CharacterClass.PREPEND.contains(before)
                || joinsHangul(before, next)
                || (linked && CharacterClass.CONJUNCT_CONSONANT.contains(next))
                || (joinedPictograph && CharacterClass.PICTOGRAPHIC.contains(next))
                || (regionalIndicators % 2 == 1 && isRegionalIndicator(next));
    }

    private static boolean isRegionalIndicator(int c) {
        return c >= 0x1F1E6 && c <= 0x1F1FF;
    }

    /** Syllables of Hangul: leading consonants, vowels, trailing consonants. */
    private static boolean joinsHangul(int before, int next) {
        boolean syllable = next >= 0xAC00 && next <= 0xD7A3;
        if (isLeading(before)) {
            return isLeading(next) || isVowel(next) || syllable;
        }
        boolean whole = before >= 0xAC00 && before <= 0xD7A3;
        boolean open = whole && (before - 0xAC00) % 28 == 0;
        if (isVowel(before) || open) {
            return isVowel(next) || isTrailing(next);
        }
        return (isTrailing(before) || whole) && isTrailing(next);
    }

    private static boolean isLeading(int c) {
        return (c >= 0x1100 && c <= 0x115F) || (c >= 0xA960 && c <= 0xA97C);
    }

    private static boolean isVowel(int c) {
        return (c >= 0x1160 && c <= 0x11A7)
                || (c >= 0xD7B0 && c <= 0xD7C6)
                || c == 0x16D63 // Kirat Rai, which is written like this, too
                || (c >= 0x16D67 && c <= 0x16D6A);
    }

    private static boolean isTrailing(int c) {
        return (c >= 0x11A8 && c <= 0x11FF) || (c >= 0xD7CB && c <= 0xD7FB);
    }
}
