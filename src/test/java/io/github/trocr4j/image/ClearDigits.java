package io.github.trocr4j.image;

import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import java.util.List;

/** Strips of generated digits that are easy to read: white on black, 28 rows, 28 columns per digit. */
public final class ClearDigits {
    /** Two examples of each digit, by index in the generated set. */
    private static final int[][] PLACES = {
        {592, 405}, {330, 381}, {111, 31}, {192, 567}, {9, 193}, {474, 542}, {324, 260}, {434, 238}, {14, 215}, {4, 278}
    };

    private static final List<Strip> STRIPS =
            SequenceDataset.inOrder(GeneratedDigits.generate(5, 1, 600).test());

    private ClearDigits() {}

    /** Returns a strip of these digits, which uses the two examples of each digit in turn. */
    public static Picture strip(String digits) {
        int width = Strip.SIDE * digits.length();
        byte[] plane = new byte[width * Strip.SIDE];
        for (int i = 0; i < digits.length(); i++) {
            int place = PLACES[digits.charAt(i) - '0'][i % 2];
            byte[] from = STRIPS.get(place / Strip.LENGTH).pixels();
            for (int y = 0; y < Strip.SIDE; y++) {
                System.arraycopy(
                        from,
                        y * Strip.WIDTH + place % Strip.LENGTH * Strip.SIDE,
                        plane,
                        y * width + i * Strip.SIDE,
                        Strip.SIDE);
            }
        }
        return Picture.gray(plane, width, Strip.SIDE);
    }
}
