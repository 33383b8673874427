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
     * @param window see {@link LocalBackground#of}
     * @return empty if nothing stands out
     */
    static Optional<InkPlane> of(byte[] gray, int width, int height, double window) {
        float[] difference = LocalBackground.of(gray, width, height, window);
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
}
