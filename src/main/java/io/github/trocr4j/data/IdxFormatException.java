package io.github.trocr4j.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not in IDX format or is damaged. The message is one sentence and says what to do. */
public final class IdxFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    IdxFormatException(Path file, String expected, String found) {
        super(file + ": expected " + expected + ", found " + found + "; download the file again or remove it.");
    }
}
