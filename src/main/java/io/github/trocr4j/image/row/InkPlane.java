package io.github.trocr4j.image.row;

import java.util.Arrays;
import java.util.Optional;

/**
 * The writing of a picture, whichever way round it was: 0 where there is paper, 255 where there is full ink.
 *
 * @param values [height x width] bytes, row by row
 * @param width pixels per row
 * @param height number of rows
 * @param darkOnLight whether the ink was darker than the paper
 */
record InkPlane(@SuppressWarnings("ArrayRecordComponent") byte[] values, int width, int height, boolean darkOnLight) {
    private static final int MOST_NODES = 24;

    /** From here on a pixel is ink; a stroke's soft edge is below. */
    static final int INK = 80;

    /** Ink differs from the paper by at least this much, in steps of 256. */
    private static final int LEAST_CONTRAST = 24;

    private static final int CLEAR = 4;

    /**
     * The ink of a gray plane.
     *
     * <p>Paper is what {@link LocalBackground} finds. Ink is rarer than paper and differs more from it, so the sum of
     * cubed differences says which way round the picture is; the border's brightness would be misled by vignettes and
     * tables. The noise is measured by the median difference.
     *
     * @param window see {@link #of}
     * @return empty if nothing stands out
     */
    static Optional<InkPlane> of(byte[] gray, int width, int height, double window) {
        float[] difference = paper(gray, width, height, window);
        double cubes = 0;
        int[] sizes = new int[257];
        for (int i = 0; i < gray.length; i++) {
            difference[i] = (gray[i] & 0xff) - difference[i];
            cubes += (double) difference[i] * difference[i] * difference[i];
            sizes[Math.round(Math.abs(difference[i]))]++;
        }
        boolean dark = cubes < 0;
        double noise = 1.4826 * quantile(sizes, 0.5);
        int least = (int) Math.max(LEAST_CONTRAST, CLEAR * noise);
        int[] strengths = new int[257];
        for (float d : difference) {
            int strength = Math.round(dark ? -d : d);
            if (strength >= least) {
                strengths[strength]++;
            }
        }
        if (Arrays.stream(strengths).sum() == 0) {
            return Optional.empty();
        }
        double full = quantile(strengths, 0.85);
        double none = Math.min(2 * noise, 0.25 * full);
        byte[] values = new byte[gray.length];
        for (int i = 0; i < values.length; i++) {
            double strength = dark ? -difference[i] : difference[i];
            values[i] = (byte) Math.max(0, Math.min(255, Math.round((strength - none) * 255 / (full - none))));
        }
        return Optional.of(new InkPlane(values, width, height, dark));
    }

    private static int quantile(int[] histogram, double part) {
        double rest = Arrays.stream(histogram).asLongStream().sum() * part;
        int value = 0;
        for (rest -= histogram[0]; rest > 0 && value < histogram.length - 1; rest -= histogram[value]) {
            value++;
        }
        return value;
    }

    /**
     * How bright the paper would be without the writing, in the same shape: medians of windows, which the writing fills to
     * less than half, joined by straight lines and continued to the border. So a vignette or the shadow of a hand is paper.
     *
     * @param share how large the windows are, as a part of the shorter side
     */
    private static float[] paper(byte[] gray, int width, int height, double share) {
        int window = Math.max(1, (int) Math.round(share * Math.min(width, height)));
        int[] columns = centres(width, window);
        int[] rows = centres(height, window);
        float[][] nodes = new float[rows.length][columns.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                nodes[i][j] = median(gray, width, columns[j] - window / 2, rows[i] - window / 2, window);
            }
        }
        float[] paper = new float[gray.length];
        for (int y = 0; y < height; y++) {
            int i = below(rows, y);
            int next = Math.min(i + 1, rows.length - 1);
            float down = share(rows, i, next, y);
            float[] line = new float[columns.length];
            for (int j = 0; j < line.length; j++) {
                line[j] = nodes[i][j] + (nodes[next][j] - nodes[i][j]) * down;
            }
            for (int x = 0; x < width; x++) {
                int j = below(columns, x);
                int right = Math.min(j + 1, columns.length - 1);
                float value = line[j] + (line[right] - line[j]) * share(columns, j, right, x);
                paper[y * width + x] = Math.max(0, Math.min(255, value));
            }
        }
        return paper;
    }

    /** Where windows are centred that lie within a side. */
    private static int[] centres(int side, int window) {
        int room = side - window;
        int count = room == 0 ? 1 : Math.min(MOST_NODES, 2 + 3 * room / window);
        int[] centres = new int[count];
        Arrays.setAll(centres, i -> window / 2 + (count == 1 ? 0 : (int) ((long) room * i / (count - 1))));
        return centres;
    }

    private static int median(byte[] gray, int width, int left, int top, int window) {
        int[] histogram = new int[256];
        for (int y = top; y < top + window; y++) {
            for (int x = left; x < left + window; x++) {
                histogram[gray[y * width + x] & 0xff]++;
            }
        }
        int value = 0;
        for (int rest = (window * window + 1) / 2 - histogram[0]; rest > 0; rest -= histogram[value]) {
            value++;
        }
        return value;
    }

    /** The last but one node at most, so that what lies outside continues the line of two nodes. */
    private static int below(int[] centres, int place) {
        int i = 0;
        while (i < centres.length - 2 && centres[i + 1] <= place) {
            i++;
        }
        return i;
    }

    private static float share(int[] centres, int from, int to, int place) {
        if (from == to || centres[from] == centres[to]) {
            return 0;
        }
        float share = (float) (place - centres[from]) / (centres[to] - centres[from]);
        // A line through two noisy medians must not be drawn too far.
        return Math.max(-1, Math.min(2, share));
    }
}
