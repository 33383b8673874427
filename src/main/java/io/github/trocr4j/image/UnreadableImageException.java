package io.github.trocr4j.image;

import java.io.IOException;
import java.nio.file.Path;

/** A picture file that cannot be read as it is. The message is one sentence that names the file and says why. */
public class UnreadableImageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final String what;

    UnreadableImageException(Path file, String what, Throwable cause) {
        super(file + ": " + what + ".", cause);
        this.file = file;
        this.what = what;
    }

    /** The file at fault. */
    public Path file() {
        return file;
    }

    /** What is wrong with it, as the end of a sentence that begins with its name. */
    public String what() {
        return what;
    }
}
