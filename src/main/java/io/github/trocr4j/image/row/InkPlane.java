package io.github.trocr4j.image.row;

import java.util.Arrays;
import java.util.Optional;

/**
 * The ink of a picture, dark on light or light on dark: 0 for paper, 255 for full ink.
 *
 * @param values [height x width] bytes, row by row
 * @param width pixels per row
 * @param height number of rows
 * @param darkOnLight whether the ink was darker than the paper
 */
record InkPlane(@SuppressWarnings("ArrayRecordComponent") byte[] values, int width, int height, boolean darkOnLight) {
    private static final int MAX_NODES = 24;

    /** Threshold for ink; values below it are soft edges of strokes. */
    static final int INK = 80;

    /** Smallest difference between ink and paper, in steps of 256. */
    private static final int MIN_CONTRAST = 24;

    private static final int CLEAR = 4;

    /**
     * Separates the ink of a gray plane from the paper.
     *
     * <p>The paper is estimated by {@link #paper}. Ink is rarer than paper and differs more from it, so the sign of the
     * sum of cubed differences says whether it is darker or lighter; the brightness of the border would be misleading
     * with vignettes and tables. Noise is estimated by the median difference.
     *
     * @param window size of the windows of {@link #paper}, as a fraction of the shorter side
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
        int least = (int) Math.max(MIN_CONTRAST, CLEAR * noise);
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
     * Estimates the brightness of the paper without the ink, as a plane of the same shape: medians of windows, of which
     * ink fills less than half, interpolated linearly and extrapolated to the border. So vignettes and shadows count as
     * paper.
     *
     * @param share size of the windows, as a fraction of the shorter side
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

    /** Returns the centres of windows that lie within a side. */
    private static int[] centres(int side, int window) {
        int room = side - window;
        int count = room == 0 ? 1 : Math.min(MAX_NODES, 2 + 3 * room / window);
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

    /** At most the last node but one, so that positions beyond it are extrapolated from two nodes. */
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
        // Limits the extrapolation, since the medians are noisy.
        return Math.max(-1, Math.min(2, share));
    }
}
