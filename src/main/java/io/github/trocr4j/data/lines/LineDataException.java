package io.github.trocr4j.data.lines;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * Data that cannot be used as a whole. The message is one sentence: where, what was expected, what was found, what to
 * do.
 */
public final class LineDataException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 100;

    private final String clause;

    LineDataException(String where, String expected, String found, String remedy) {
        super(where + ": expected " + expected + ", found " + found + "; " + remedy + ".");
        clause = "expected " + expected + ", found " + found;
    }

    LineDataException(String where, IOException cause) {
        super(where + " cannot be read (" + reason(cause) + ").", cause);
        clause = "cannot be read (" + reason(cause) + ")";
    }

    /** Returns what is wrong, without the place and the remedy. */
    String clause() {
        return clause;
    }

    /** Returns what the file system says; its messages repeat the path, which is named already. */
    static String reason(IOException failure) {
        if (failure instanceof FileSystemException refusal) {
            return refusal.getReason() != null
                    ? shown(refusal.getReason())
                    : failure.getClass().getSimpleName();
        }
        return shown(String.valueOf(failure.getMessage()));
    }

    /** Returns what a message shows of something that a file says: shortened, with control characters escaped. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_SHOWN).forEach(character -> {
            switch (Character.getType(character)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR ->
                    shown.append('<').append(codePoint(character)).append('>');
                default -> shown.appendCodePoint(character);
            }
        });
        return text.codePointCount(0, text.length()) > MAX_SHOWN ? shown + "..." : shown.toString();
    }

    /** As Unicode writes it: U+00E9. */
    static String codePoint(int character) {
        return String.format(Locale.ROOT, "U+%04X", character);
    }
}
