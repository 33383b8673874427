package io.github.trocr4j.image.row;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Selects the ink that is a row of digits: removes specks, lines, frames, other rows and ink that reaches in from the
 * border, joins the pieces of broken digits and cuts touching ones. Sizes are relative to the height of the digits.
 */
final class DigitRow {
    private static final double SPECK = 0.2;
    private static final double TALL = 0.5;

    /** Bounds the time of the search for frames, which compares all pairs. Digits are among the largest pieces. */
    private static final int MAX_PIECES = 1000;

    private DigitRow() {}

    /**
     * Returns the digits of the row from left to right.
     *
     * @return {@code digits} pieces if that many can be told apart, otherwise another number; empty if no ink could be
     *     a digit
     */
    static List<Blob> of(List<Blob> all, int width, int height, int digits) {
        List<Blob> blobs = all.size() > MAX_PIECES ? largest(all, MAX_PIECES) : all;
        List<Blob> candidates = new ArrayList<>();
        for (Blob blob : blobs) {
            if (!isLine(blob) && !runsAlongBorder(blob, width, height) && !isFrame(blob, blobs)) {
                candidates.add(blob);
            }
        }
        if (candidates.isEmpty()) {
            return List.of();
        }
        double size = typicalHeight(candidates, digits);
        List<Blob> tall = new ArrayList<>();
        List<Blob> small = new ArrayList<>();
        List<Blob> main = largest(candidates, digits);
        double slope = Tilt.slope(main, size);
        double start = Tilt.middle(main, slope);
        for (Blob blob : candidates) {
            double line = start + slope * blob.middle();
            boolean inRow = blob.top() < line + size / 2 && blob.bottom() > line - size / 2;
            if (inRow && blob.height() >= TALL * size) {
                tall.add(blob);
            } else if (inRow && Math.max(blob.width(), blob.height()) >= SPECK * size) {
                small.add(blob);
            }
        }
        List<Blob> row = joined(tall, small, size);
        row.sort(Comparator.comparingDouble(Blob::middle));
        return TouchingDigits.cut(row, size, width, digits);
    }

    private static boolean isLine(Blob blob) {
        int longer = Math.max(blob.width(), blob.height());
        int shorter = Math.min(blob.width(), blob.height());
        return blob.width() > 8 * blob.height() || longer > 25 * shorter;
    }

    /** Returns whether the blob lies along the picture's border, as the edge of a sheet or a shadow does. */
    private static boolean runsAlongBorder(Blob blob, int width, int height) {
        int along = 0;
        for (int pixel : blob.pixels()) {
            int x = pixel % width;
            int y = pixel / width;
            if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
                along++;
            }
        }
        return along > 0.25 * Math.max(width, height);
    }

    /** Returns whether the blob is thin and encloses others. */
    private static boolean isFrame(Blob blob, List<Blob> blobs) {
        if (blob.pixels().length < 0.06 * blob.width() * blob.height()) {
            return true;
        }
        if (blob.pixels().length > 0.25 * blob.width() * blob.height()) {
            return false;
        }
        return blobs.stream()
                        .filter(other -> other.height() > 0.3 * blob.height()
                                && other.left() > blob.left()
                                && other.right() < blob.right()
                                && other.top() > blob.top()
                                && other.bottom() < blob.bottom())
                        .count()
                > (blob.width() > 1.5 * blob.height() ? 1 : 0);
    }

    private static List<Blob> largest(List<Blob> blobs, int count) {
        return blobs.stream()
                .sorted(Comparator.comparingInt((Blob blob) -> -blob.pixels().length))
                .limit(count)
                .toList();
    }

    private static double typicalHeight(List<Blob> blobs, int digits) {
        return median(largest(blobs, digits).stream()
                .mapToDouble(Blob::height)
                .sorted()
                .toArray());
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    /** Joins pieces of digits: those above one another, and small ones with a tall one beside them. */
    private static List<Blob> joined(List<Blob> tall, List<Blob> small, double size) {
        List<Blob> row = new ArrayList<>();
        for (Blob blob : tall) {
            Blob whole = blob;
            for (int i = row.size() - 1; i >= 0; i--) {
                Blob other = row.get(i);
                if (other.sharedColumns(whole) > 0.6 * Math.min(other.width(), whole.width())
                        && Math.max(other.right(), whole.right()) - Math.min(other.left(), whole.left()) < 1.2 * size) {
                    whole = whole.union(row.remove(i));
                }
            }
            row.add(whole);
        }
        for (Blob piece : small) {
            int nearest = -1;
            double least = 0.3 * size;
            for (int i = 0; i < row.size(); i++) {
                double gap = Math.hypot(
                        Math.max(0, -row.get(i).sharedColumns(piece)),
                        Math.max(0, -row.get(i).sharedRows(piece)));
                if (gap < least) {
                    nearest = i;
                    least = gap;
                }
            }
            if (nearest >= 0) {
                row.set(nearest, row.get(nearest).union(piece));
            }
        }
        return row;
    }
}
