package io.github.trocr4j.json;

import java.io.IOException;
import java.util.Locale;

/**
 * Thrown for text that is not JSON. The message is a clause without a full stop: where (without the line if it is the
 * first), expected, found.
 */
public final class JsonException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 80;

    private final boolean early;

    /**
     * Creates an exception.
     *
     * @param line from 1
     * @param column from 1, in UTF-16 units
     * @param early whether the text ends there
     */
    JsonException(long line, long column, String expected, String found, boolean early) {
        super((line > 1 ? "line " + line + ", " : "") + "column " + column + ": expected " + expected + ", found "
                + found);
        this.early = early;
    }

    /** Creates an exception for bytes that are not text. */
    JsonException(String message) {
        super(message);
        this.early = false;
    }

    /** Returns whether the text ends too early. */
    public boolean endsEarly() {
        return early;
    }

    /** Returns text as a message shows it: without characters that cannot be seen, and not too long. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(MAX_SHOWN)
                .forEach(c -> shown.append(
                        (c >= ' ' && c < 0x7f) || Character.isLetterOrDigit(c)
                                ? Character.toString(c)
                                : String.format(Locale.ROOT, "U+%04X", c)));
        return shown + (text.codePoints().count() > MAX_SHOWN ? "..." : "");
    }
}
