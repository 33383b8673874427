package io.github.trocr4j.image.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A connected component of ink, or several that belong to one digit.
 *
 * @param left first column
 * @param top first row
 * @param right column after the last
 * @param bottom row after the last
 * @param pixels indices of its pixels in the plane
 */
record Blob(
        int left,
        int top,
        int right,
        int bottom,
        @SuppressWarnings("ArrayRecordComponent") int[] pixels) {
    /**
     * Creates a blob of at least one pixel.
     *
     * @param pixels indices of the plane
     * @param columns columns of the plane
     */
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

    /** Returns the union of two blobs. */
    Blob union(Blob other) {
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

    /** Returns the number of columns that both share; negative for a gap. */
    int sharedColumns(Blob other) {
        return Math.min(right, other.right) - Math.max(left, other.left);
    }

    /** Returns the number of rows that both share; negative for a gap. */
    int sharedRows(Blob other) {
        return Math.min(bottom, other.bottom) - Math.max(top, other.top);
    }

    /** Returns the connected components of a plane (8-connected), ordered by their first pixels. */
    static List<Blob> allOf(InkPlane ink) {
        byte[] values = ink.values();
        boolean[] seen = new boolean[values.length];
        List<Blob> blobs = new ArrayList<>();
        int[] found = new int[64];
        for (int start = 0; start < values.length; start++) {
            if (seen[start] || (values[start] & 0xff) < InkPlane.INK) {
                continue;
            }
            int count = 0;
            found[count++] = start;
            seen[start] = true;
            for (int next = 0; next < count; next++) {
                int x = found[next] % ink.width();
                int y = found[next] / ink.width();
                if (count + 8 > found.length) {
                    found = Arrays.copyOf(found, 2 * found.length);
                }
                for (int v = Math.max(0, y - 1); v <= Math.min(ink.height() - 1, y + 1); v++) {
                    for (int u = Math.max(0, x - 1); u <= Math.min(ink.width() - 1, x + 1); u++) {
                        int pixel = v * ink.width() + u;
                        if (!seen[pixel] && (values[pixel] & 0xff) >= InkPlane.INK) {
                            seen[pixel] = true;
                            found[count++] = pixel;
                        }
                    }
                }
            }
            blobs.add(Blob.of(Arrays.copyOf(found, count), ink.width()));
        }
        return blobs;
    }

    /**
     * Assigns the soft edges of strokes to their blobs.
     *
     * @param reach largest width of an edge, in pixels
     * @return for each pixel the number of its blob, from 1; 0 for none
     */
    static int[] owners(List<Blob> blobs, InkPlane ink, int reach) {
        int[] owners = new int[ink.values().length];
        int[] front = new int[0];
        for (int i = 0; i < blobs.size(); i++) {
            int from = front.length;
            int[] pixels = blobs.get(i).pixels();
            front = Arrays.copyOf(front, from + pixels.length);
            System.arraycopy(pixels, 0, front, from, pixels.length);
            for (int pixel : pixels) {
                owners[pixel] = i + 1;
            }
        }
        for (int step = 0; step < reach; step++) {
            int[] next = new int[4 * front.length];
            int count = 0;
            for (int pixel : front) {
                int x = pixel % ink.width();
                int[] neighbours = {
                    x > 0 ? pixel - 1 : -1,
                    x < ink.width() - 1 ? pixel + 1 : -1,
                    pixel - ink.width(),
                    pixel + ink.width()
                };
                for (int neighbour : neighbours) {
                    if (neighbour >= 0 && neighbour < owners.length && owners[neighbour] == 0) {
                        owners[neighbour] = owners[pixel];
                        next[count++] = neighbour;
                    }
                }
            }
            front = Arrays.copyOf(next, count);
        }
        return owners;
    }
}
