package io.github.trocr4j.image;

import java.io.IOException;
import java.nio.file.Path;

/** A {@code preprocessor_config.json} that cannot be used. The message is one sentence: file, key, expected, found. */
public class ImageProcessorConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    ImageProcessorConfigException(Path file, String what, Throwable cause) {
        super(file + ": " + what + ".", cause);
        this.file = file;
    }

    /** Returns the affected file. */
    public Path file() {
        return file;
    }
}
