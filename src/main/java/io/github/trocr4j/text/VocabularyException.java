package io.github.trocr4j.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Thrown when a vocabulary file cannot be used. The message is one sentence: the file, what is wrong, what to do. */
public final class VocabularyException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 60;

    VocabularyException(Path file, String what) {
        super(file + ": " + what + ".");
    }

    /** Damage at a byte offset of the file. */
    VocabularyException(Path file, int position, String what) {
        this(
                file,
                what + " (at byte " + position
                        + "); the file is damaged or not a SentencePiece model, download it again");
    }

    /** Returns text of a file as a message shows it: without characters that cannot be seen, and not too long. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(MAX_SHOWN)
                .forEach(c -> shown.append(
                        (c >= ' ' && c < 0x7F) || Character.isLetterOrDigit(c)
                                ? Character.toString(c)
                                : String.format(Locale.ROOT, "U+%04X", c)));
        return shown + (text.codePointCount(0, text.length()) > MAX_SHOWN ? "..." : "");
    }
}
