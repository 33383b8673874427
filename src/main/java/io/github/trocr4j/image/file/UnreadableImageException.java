package io.github.trocr4j.image.file;

import java.io.IOException;

/** A picture in which nothing can be read as it is. The message is one sentence that names the picture and says why. */
public class UnreadableImageException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * The sentence is put on one line, without what a terminal would take for a command.
     *
     * @param name what the sentence calls the picture, such as its path
     * @param what what is wrong with it, as the rest of a sentence that begins with its name
     * @param cause null if there is none
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
