package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How far a row of digits is turned, as the slope of the line through their middles, and a digit turned back. */
final class Tilt {
    /** Some 31 degrees; what is steeper may be anything. */
    private static final double STEEPEST = 0.6;

    /** Less than some three degrees is the difference between a tall digit and a small one. */
    private static final double LEAST = 0.05;

    private Tilt() {}

    /**
     * Rows down for each column to the right: the median over all pairs (H. Theil, P. K. Sen).
     *
     * @param size the height of a digit
     * @return 0 if the pieces form no such line
     */
    static double of(List<Blob> blobs, double size) {
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
        return line && Math.abs(slope) > LEAST && Math.abs(slope) < STEEPEST ? slope : 0;
    }

    /** Where the middle of such a line meets the first column. */
    static double middle(List<Blob> blobs, double slope) {
        double[] rows =
                blobs.stream().mapToDouble(blob -> above(blob, slope)).sorted().toArray();
        return rows[rows.length / 2];
    }

    private static double above(Blob blob, double slope) {
        return blob.middleRow() - slope * blob.middle();
    }

    /** A plane of ink turned back by so much, in a square around it. */
    static Picture back(byte[] ink, int width, int height, double slope) {
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
