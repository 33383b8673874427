package io.github.trocr4j.text;

import java.io.IOException;
import java.nio.file.Path;

/** Thrown when a vocabulary file cannot be used. The message is one sentence: the file, what is wrong, what to do. */
public final class VocabularyException extends IOException {
    private static final long serialVersionUID = 1L;

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
}
