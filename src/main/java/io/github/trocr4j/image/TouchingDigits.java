package io.github.trocr4j.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts digits apart that touch, from top to bottom, where the least ink is. */
final class TouchingDigits {
    private static final double WIDE = 1.1;

    private TouchingDigits() {}

    /** The row with its widest pieces cut until there are as many as asked for, or none is wide enough for two digits. */
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
            int at = valley(blob, columns);
            pieces.set(widest, part(blob, columns, blob.left(), at));
            pieces.add(widest + 1, part(blob, columns, at, blob.right()));
        }
        return pieces;
    }

    /** The column with the least ink, the more in the middle the better; a quarter of the width from the ends at least. */
    private static int valley(Blob blob, int columns) {
        int[] ink = new int[blob.width()];
        for (int pixel : blob.pixels()) {
            ink[pixel % columns - blob.left()]++;
        }
        // A piece of two or more digits: the first cut lies a digit's width from either end, or further.
        int margin = Math.max(1, Math.min(blob.width() / 3, (int) (0.4 * blob.height())));
        int best = blob.width() / 2;
        double least = Double.MAX_VALUE;
        for (int x = margin; x < blob.width() - margin; x++) {
            double off = Math.abs(x - blob.width() / 2.0) / blob.width();
            double cost = ink[x] + 0.2 * blob.height() * off;
            if (cost < least) {
                least = cost;
                best = x;
            }
        }
        return blob.left() + best;
    }

    private static Blob part(Blob blob, int columns, int left, int right) {
        return Blob.of(
                Arrays.stream(blob.pixels())
                        .filter(pixel -> pixel % columns >= left && pixel % columns < right)
                        .toArray(),
                columns);
    }
}
