package io.github.trocr4j.data;

/**
 * A strip: five digits side by side. This class alone defines the sizes of digits and strips.
 *
 * @param pixels 28 rows x 140 columns, row by row, 0 = black background, 255 = white ink
 * @param digits the five digits from left to right, each 0 to 9
 */
@SuppressWarnings("ArrayRecordComponent") // strips are read, never compared
public record Strip(byte[] pixels, int[] digits) {
    /** Rows and columns of one digit. */
    public static final int SIDE = 28;
    /** Digits in a strip. */
    public static final int LENGTH = 5;
    /** Rows of a strip. */
    public static final int HEIGHT = SIDE;
    /** Columns of a strip. */
    public static final int WIDTH = LENGTH * SIDE;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if there are not 28 x 140 pixels and five digits
     */
    public Strip {
        if (pixels.length != HEIGHT * WIDTH || digits.length != LENGTH) {
            throw new IllegalArgumentException("expected " + HEIGHT * WIDTH + " pixels and " + LENGTH
                    + " digits, found " + pixels.length + " and " + digits.length);
        }
    }

    /** Returns the digits as text, such as "70415". */
    public String text() {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int digit : digits) {
            text.append((char) ('0' + digit));
        }
        return text.toString();
    }
}
