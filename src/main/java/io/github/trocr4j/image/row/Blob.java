package io.github.trocr4j.image.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /** All ink of a plane that hangs together over edges and corners, in the order of their first pixels. */
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
     * Blobs with the soft edges of their strokes: each as a plane of the whole picture's ink where it or nobody is.
     *
     * @param reach how many pixels an edge is wide at most
     * @return for each pixel the number of the blob, from 1 on, that it belongs to; 0 for none
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
