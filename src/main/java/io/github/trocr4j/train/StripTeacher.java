package io.github.trocr4j.train;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.Picture;
import java.util.List;

/**
 * A teacher that reads the digits of a strip one by one: the strip is cut into its squares.
 *
 * @param reader reads single digits
 * @param whenClosed frees its memory
 */
public record StripTeacher(DigitReader reader, Runnable whenClosed) implements Teacher {
    /** Reads single digits. */
    @FunctionalInterface
    public interface DigitReader {
        /**
         * Returns the probabilities of the ten digits.
         *
         * @param digits [count*784], white on black, row by row
         * @return [count*10]
         */
        float[] probabilities(byte[] digits, int count);
    }

    @Override
    public float[] probabilities(List<Picture> pictures, int[][] labels) {
        int square = Strip.SIDE * Strip.SIDE;
        byte[] digits = new byte[pictures.size() * Strip.LENGTH * square];
        int at = 0;
        for (Picture picture : pictures) {
            if (picture.width() != Strip.WIDTH || picture.height() != Strip.HEIGHT) {
                throw new IllegalArgumentException("A teacher of single digits expects strips of " + Strip.WIDTH + "x"
                        + Strip.HEIGHT + " pixels, found " + picture.width() + "x" + picture.height() + ".");
            }
            byte[] strip = picture.gray();
            for (int i = 0; i < Strip.LENGTH; i++) {
                for (int y = 0; y < Strip.SIDE; y++) {
                    System.arraycopy(strip, y * Strip.WIDTH + i * Strip.SIDE, digits, at, Strip.SIDE);
                    at += Strip.SIDE;
                }
            }
        }
        return reader.probabilities(digits, pictures.size() * Strip.LENGTH);
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
