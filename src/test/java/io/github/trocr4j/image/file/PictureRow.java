package io.github.trocr4j.image.file;

import io.github.trocr4j.image.ClearDigits;
import io.github.trocr4j.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file and what is to become of it.
 *
 * @param name of the file, which says what kind of picture it is
 * @param read whether it is a picture that can be read
 * @param expected its digits; or what is said of it after its name, or how that begins
 * @param maker writes it
 */
public record PictureRow(String name, boolean read, String expected, Maker maker) {
    /** Writes a file, or does something else at that place. */
    @FunctionalInterface
    public interface Maker {
        void make(Path file) throws IOException;
    }

    /** What is in a file that shows such ink. */
    @FunctionalInterface
    interface Encoder {
        byte[] encode(Picture picture) throws IOException;
    }

    /** How ink looks from there. */
    @FunctionalInterface
    interface View {
        Picture of(Picture ink);
    }

    /** What is in a file. */
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
