package io.github.trocr4j.image.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Cuts digits apart that touch, where they hang together least: see {@link ThinnestCut}. */
final class TouchingDigits {
    /** As parts of a digit's height: two digits are wider than this, and each is at least that high. */
    private static final double WIDE = 0.8;

    private static final double TALL = 0.7;

    private TouchingDigits() {}

    /** The row with its widest pieces cut until there are as many as asked for, or the widest cannot be two digits. */
    static List<Blob> cut(List<Blob> row, double size, int columns, int digits) {
        List<Blob> pieces = new ArrayList<>(row);
        while (!pieces.isEmpty() && pieces.size() < digits) {
            int widest = 0;
            for (int i = 1; i < pieces.size(); i++) {
                if (pieces.get(i).width() > pieces.get(widest).width()) {
                    widest = i;
                }
            }
            Blob blob = pieces.get(widest);
            if (blob.width() < WIDE * size) {
                break;
            }
            Optional<int[]> cut = ThinnestCut.of(blob, columns, TALL * size);
            if (cut.isEmpty()) {
                break;
            }
            pieces.set(widest, part(blob, columns, cut.get(), true));
            pieces.add(widest + 1, part(blob, columns, cut.get(), false));
        }
        return pieces;
    }

    private static Blob part(Blob blob, int columns, int[] cut, boolean left) {
        return Blob.of(
                Arrays.stream(blob.pixels())
                        .filter(pixel -> pixel % columns < cut[pixel / columns - blob.top()] == left)
                        .toArray(),
                columns);
    }
}
