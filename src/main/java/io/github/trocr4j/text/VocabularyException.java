package io.github.trocr4j.text;

import java.io.IOException;
import java.nio.file.Path;

/** A vocabulary file that cannot be used as it is. The message is one sentence: the file, what is wrong, what to do. */
public final class VocabularyException extends IOException {
    private static final long serialVersionUID = 1L;

    VocabularyException(Path file, String what) {
        super(file + ": " + what + ".");
    }

    /** Damage at one place of the file. */
    VocabularyException(Path file, int position, String what) {
        this(file, what + " (at byte " + position + "); the file is damaged or no SentencePiece model, fetch it again");
    }
}
