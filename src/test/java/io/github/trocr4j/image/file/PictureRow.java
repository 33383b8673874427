package io.github.trocr4j.image.file;

import io.github.trocr4j.image.ClearDigits;
import io.github.trocr4j.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file and the expected result.
 *
 * @param name name of the file, which describes it
 * @param read whether it can be read
 * @param expected its digits, empty if it has no line; or the message after its name, or the beginning of that
 * @param maker writes the file
 */
public record PictureRow(String name, boolean read, String expected, Maker maker) {
    /** Writes a file, or creates something else at its path. */
    @FunctionalInterface
    public interface Maker {
        void make(Path file) throws IOException;
    }

    /** Encodes a picture with ink as a file. */
    @FunctionalInterface
    interface Encoder {
        byte[] encode(Picture picture) throws IOException;
    }

    /** Renders ink as seen by a camera. */
    @FunctionalInterface
    interface View {
        Picture of(Picture ink);
    }

    /** Content of a file. */
    @FunctionalInterface
    interface Content {
        byte[] bytes() throws IOException;
    }

    static PictureRow reads(String name, String digits, Encoder encoder) {
        return new PictureRow(name, true, digits, file -> Files.write(file, encoder.encode(ClearDigits.strip(digits))));
    }

    static PictureRow refuses(String name, String complaint, Content content) {
        return new PictureRow(name, false, complaint, file -> Files.write(file, content.bytes()));
    }
}
