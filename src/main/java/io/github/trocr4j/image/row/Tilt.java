package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures how far a row of digits is turned, as the slope of the line through their centres, and turns digits back.
 */
final class Tilt {
    /** About 31 degrees; a steeper line is probably not a row of digits. */
    private static final double MAX_SLOPE = 0.6;

    /** About 3 degrees; a smaller slope can come from digits of different heights. */
    private static final double MIN_SLOPE = 0.05;

    private Tilt() {}

    /**
     * Returns the slope, in rows down per column to the right: the median over all pairs (Theil-Sen estimator).
     *
     * @param size height of a digit
     * @return 0 if the pieces do not lie on such a line
     */
    static double slope(List<Blob> blobs, double size) {
        List<Double> slopes = new ArrayList<>();
        for (Blob first : blobs) {
            for (Blob second : blobs) {
                double across = second.middle() - first.middle();
                if (across > size / 2) {
                    slopes.add((second.middleRow() - first.middleRow()) / across);
                }
            }
        }
        if (slopes.isEmpty()) {
            return 0;
        }
        slopes.sort(null);
        double slope = slopes.get(slopes.size() / 2);
        double middle = middle(blobs, slope);
        boolean line = blobs.stream().allMatch(blob -> Math.abs(above(blob, slope) - middle) < size / 2);
        return line && Math.abs(slope) > MIN_SLOPE && Math.abs(slope) < MAX_SLOPE ? slope : 0;
    }

    /** Returns the row where the line through the blobs' centres meets the first column. */
    static double middle(List<Blob> blobs, double slope) {
        double[] rows =
                blobs.stream().mapToDouble(blob -> above(blob, slope)).sorted().toArray();
        return rows[rows.length / 2];
    }

    private static double above(Blob blob, double slope) {
        return blob.middleRow() - slope * blob.middle();
    }

    /** Turns a plane of ink back by a slope, in a square around it. */
    static Picture turnBack(byte[] ink, int width, int height, double slope) {
        int side = (int) Math.ceil(Math.hypot(width, height)) + 2;
        double length = Math.hypot(1, slope);
        double cos = 1 / length;
        double sin = slope / length;
        byte[] turned = new byte[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double right = x + 0.5 - side / 2.0;
                double down = y + 0.5 - side / 2.0;
                double fromX = cos * right - sin * down + width / 2.0 - 0.5;
                double fromY = sin * right + cos * down + height / 2.0 - 0.5;
                turned[y * side + x] = (byte) between(ink, width, height, fromX, fromY);
            }
        }
        return trimmed(turned, side);
    }

    private static long between(byte[] ink, int width, int height, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double sum = 0;
        for (int v = Math.max(0, top); v <= Math.min(height - 1, top + 1); v++) {
            for (int u = Math.max(0, left); u <= Math.min(width - 1, left + 1); u++) {
                sum += (ink[v * width + u] & 0xff) * (1 - Math.abs(x - u)) * (1 - Math.abs(y - v));
            }
        }
        return Math.round(sum);
    }

    private static Picture trimmed(byte[] plane, int side) {
        int[] inked = IntStream.range(0, plane.length)
                .filter(i -> (plane[i] & 0xff) >= InkPlane.INK)
                .toArray();
        if (inked.length == 0) {
            return Picture.gray(plane, side, side);
        }
        Blob box = Blob.of(inked, side);
        byte[] out = new byte[box.width() * box.height()];
        for (int y = 0; y < box.height(); y++) {
            System.arraycopy(plane, (box.top() + y) * side + box.left(), out, y * box.width(), box.width());
        }
        return Picture.gray(out, box.width(), box.height());
    }
}
