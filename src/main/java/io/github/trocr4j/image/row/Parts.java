package io.github.trocr4j.image.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The connected pieces of ink of a plane.
 *
 * @param labels for each pixel 0 for no ink, otherwise the number of its part from 1
 * @param parts the parts by number, starting with 1 at index 0
 */
record Parts(@SuppressWarnings("ArrayRecordComponent") int[] labels, List<Part> parts) {
    /**
     * A connected piece of ink, in coordinates along (u) and across (v) the rows of writing.
     *
     * @param label its number
     * @param left smallest u
     * @param top smallest v
     * @param right largest u
     * @param bottom largest v
     * @param area pixels
     * @param peak of its strength
     * @param pixels their indices in the plane
     */
    record Part(
            int label,
            double left,
            double top,
            double right,
            double bottom,
            int area,
            int peak,
            @SuppressWarnings("ArrayRecordComponent") int[] pixels) {
        double width() {
            return right - left;
        }

        double height() {
            return bottom - top;
        }

        double longer() {
            return Math.max(width(), height());
        }

        double middle() {
            return (left + right) / 2;
        }

        double centre() {
            return (top + bottom) / 2;
        }

        /** Returns the usual width of its strokes: the mean length of its runs, along or across. */
        double thickness(int[] labels, int columns) {
            int rows = 0;
            int across = 0;
            for (int pixel : pixels) {
                rows += pixel % columns == 0 || labels[pixel - 1] != label ? 1 : 0;
                across += pixel < columns || labels[pixel - columns] != label ? 1 : 0;
            }
            return (double) area / Math.max(rows, across);
        }

        /** Returns some of its pixels as a part, whose sides are still those of the whole. */
        Part of(int[] some) {
            return new Part(label, left, top, right, bottom, some.length, peak, some);
        }

        /** Returns the same part in coordinates that are turned. */
        Part turned(int columns, double angle) {
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            double minU = Double.MAX_VALUE;
            double maxU = -Double.MAX_VALUE;
            double minV = Double.MAX_VALUE;
            double maxV = -Double.MAX_VALUE;
            for (int pixel : pixels) {
                double x = pixel % columns + 0.5;
                int row = pixel / columns;
                double y = row + 0.5;
                double u = cos * x + sin * y;
                double v = cos * y - sin * x;
                minU = Math.min(minU, u);
                maxU = Math.max(maxU, u);
                minV = Math.min(minV, v);
                maxV = Math.max(maxV, v);
            }
            return new Part(label, minU - 0.5, minV - 0.5, maxU + 0.5, maxV + 0.5, area, peak, pixels);
        }
    }

    /** Returns the 8-connected parts, ordered by their first pixels. */
    static Parts of(byte[] strength, int width, int height) {
        int[] labels = new int[strength.length];
        List<Part> parts = new ArrayList<>();
        int[] found = new int[256];
        for (int start = 0; start < strength.length; start++) {
            if (strength[start] == 0 || labels[start] != 0) {
                continue;
            }
            int label = parts.size() + 1;
            int count = 0;
            found[count++] = start;
            labels[start] = label;
            int left = width;
            int right = 0;
            int top = height;
            int bottom = 0;
            int peak = 0;
            for (int next = 0; next < count; next++) {
                int x = found[next] % width;
                int y = found[next] / width;
                left = Math.min(left, x);
                right = Math.max(right, x + 1);
                top = Math.min(top, y);
                bottom = Math.max(bottom, y + 1);
                peak = Math.max(peak, strength[found[next]] & 0xff);
                if (count + 8 > found.length) {
                    found = Arrays.copyOf(found, 2 * found.length);
                }
                for (int v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
                    for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
                        int pixel = v * width + u;
                        if (strength[pixel] != 0 && labels[pixel] == 0) {
                            labels[pixel] = label;
                            found[count++] = pixel;
                        }
                    }
                }
            }
            parts.add(new Part(label, left, top, right, bottom, count, peak, Arrays.copyOf(found, count)));
        }
        return new Parts(labels, parts);
    }
}
