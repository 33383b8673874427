package io.github.trocr4j.report;

import java.util.Locale;

/** Text of any script from outside the program, shown so that each character can be seen. */
final class VisibleText {
    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE = 0x7f;
    private static final int DELETE_PICTURE = 0x2421;
    private static final String DOTTED_CIRCLE = "\u25cc";

    private VisibleText() {}

    /**
     * Returns the text with symbols for characters that have no shape or change the order of others: a control
     * character becomes its picture, such as U+240A for a line feed, others a code such as {@code [U+202E]}. Ordinary
     * spaces stay. A combining mark at the start gets a dotted circle to stand on.
     */
    static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (visible.isEmpty() && isMark(c)) {
                visible.append(DOTTED_CIRCLE).appendCodePoint(c);
            } else if (c < ' ') {
                visible.appendCodePoint(CONTROL_PICTURES + c);
            } else if (c == DELETE) {
                visible.appendCodePoint(DELETE_PICTURE);
            } else if (c != ' ' && isShapeless(c)) {
                visible.append('[').append(code(c)).append(']');
            } else {
                visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    /**
     * Returns the first characters of a text, and an ellipsis if there are more.
     *
     * @param most the most code points to return
     */
    static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)) + "\u2026";
    }

    /** Returns a character, or its code and name if it is invisible, combining, or written from right to left. */
    static String named(String character) {
        int c = character.codePointAt(0);
        return isShapeless(c) || isMark(c) || isRightToLeft(c)
                ? String.format(Locale.ROOT, "%s (%s)", code(c), Character.getName(c))
                : character;
    }

    /** Returns the code of a character, such as U+00E9. */
    static String code(int c) {
        return String.format(Locale.ROOT, "U+%04X", c);
    }

    private static boolean isShapeless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isRightToLeft(int c) {
        return switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                    Character.DIRECTIONALITY_ARABIC_NUMBER -> true;
            default -> false;
        };
    }
}
