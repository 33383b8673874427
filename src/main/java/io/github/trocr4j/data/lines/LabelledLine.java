package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.lines.RefusedLines.BadLine;
import io.github.trocr4j.data.lines.RefusedLines.Reason;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A picture of one line of text, and the text.
 *
 * @param file the picture; it exists, but has not been opened
 * @param text the text in logical order, also in right-to-left scripts; composed here (Unicode's NFC)
 */
public record LabelledLine(Path file, String text) {
    /** Maximum number of characters (code points) of a text from a file. */
    public static final int MAX_CHARACTERS = 1_000;

    /** Composes the text. */
    public LabelledLine {
        Objects.requireNonNull(file);
        text = Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Returns the number of characters (Unicode code points) of the text. */
    public int length() {
        return text.codePointCount(0, text.length());
    }

    /** Returns how often each character (Unicode code point) occurs in these lines, in the order of the code points. */
    public static SortedMap<Integer, Long> characters(Collection<LabelledLine> lines) {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (LabelledLine line : lines) {
            line.text.codePoints().forEach(character -> counts.merge(character, 1L, Long::sum));
        }
        return counts;
    }

    /** Returns a line with a text from a file, without line feeds at its end. */
    static LabelledLine of(Path file, String text) throws BadLine {
        int end = text.length();
        while (end > 0 && isLineBreak(text.charAt(end - 1))) {
            end--;
        }
        LabelledLine line = new LabelledLine(file, text.substring(0, end));
        line.check();
        return line;
    }

    private void check() throws BadLine {
        if (text.codePoints().allMatch(LabelledLine::isInvisible)) {
            throw new BadLine(Reason.EMPTY_TEXT, "an empty text");
        }
        if (text.chars().anyMatch(LabelledLine::isLineBreak)) {
            throw new BadLine(Reason.SEVERAL_LINES, "a text of more than one line");
        }
        int characters = length();
        if (characters > MAX_CHARACTERS) {
            throw new BadLine(Reason.TOO_LONG, "a text of " + characters + " characters, more than " + MAX_CHARACTERS);
        }
        OptionalInt control = text.codePoints().filter(LabelledLine::isControl).findFirst();
        if (control.isPresent()) {
            throw new BadLine(
                    Reason.CONTROL_CHARACTER,
                    "the control character " + LineDataException.codePoint(control.getAsInt()) + " in the text");
        }
    }

    private static boolean isLineBreak(int character) {
        return character == '\n' || character == '\r';
    }

    private static boolean isInvisible(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.FORMAT;
    }

    /** Half a surrogate pair is one, too; direction marks and joiners (FORMAT) are not: scripts need them. */
    private static boolean isControl(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}
