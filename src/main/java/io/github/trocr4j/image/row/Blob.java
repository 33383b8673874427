package io.github.trocr4j.image.row;

/**
 * Ink that hangs together, or several pieces of it that belong to one digit.
 *
 * @param left first column
 * @param top first row
 * @param right column after the last
 * @param bottom row after the last
 * @param pixels where the ink is, as indices of the plane
 */
record Blob(
        int left,
        int top,
        int right,
        int bottom,
        @SuppressWarnings("ArrayRecordComponent") int[] pixels) {
    /** Pixels of a plane that has so many columns, at least one. */
    static Blob of(int[] pixels, int columns) {
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = 0;
        int bottom = 0;
        for (int pixel : pixels) {
            int x = pixel % columns;
            int y = pixel / columns;
            left = Math.min(left, x);
            right = Math.max(right, x + 1);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y + 1);
        }
        return new Blob(left, top, right, bottom, pixels);
    }

    /** This and the other as one. */
    Blob with(Blob other) {
        int[] both = new int[pixels.length + other.pixels.length];
        System.arraycopy(pixels, 0, both, 0, pixels.length);
        System.arraycopy(other.pixels, 0, both, pixels.length, other.pixels.length);
        return new Blob(
                Math.min(left, other.left),
                Math.min(top, other.top),
                Math.max(right, other.right),
                Math.max(bottom, other.bottom),
                both);
    }

    int width() {
        return right - left;
    }

    int height() {
        return bottom - top;
    }

    double middle() {
        return (left + right) / 2.0;
    }

    double middleRow() {
        return (top + bottom) / 2.0;
    }

    /** Columns that both have; negative for a gap. */
    int sharedColumns(Blob other) {
        return Math.min(right, other.right) - Math.max(left, other.left);
    }

    /** Rows that both have; negative for a gap. */
    int sharedRows(Blob other) {
        return Math.min(bottom, other.bottom) - Math.max(top, other.top);
    }
}
