package io.github.trocr4j.image.file;

import java.io.IOException;

/** A picture that cannot be read. The message is one sentence that names the picture and says why. */
public class UnreadableImageException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception. The message is put on one line, without control characters.
     *
     * @param name names the picture, for example by its path
     * @param what the rest of the sentence
     * @param cause the cause, or null
     */
    public UnreadableImageException(String name, String what, Throwable cause) {
        super(
                (name + ": " + what + ".")
                        .replaceAll("\\s+", " ")
                        .replaceAll("\\p{Cc}", "?")
                        .strip(),
                cause);
    }
}
