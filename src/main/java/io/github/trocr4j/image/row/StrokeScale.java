package io.github.trocr4j.image.row;

import java.util.Arrays;

/**
 * How wide strokes are, and whether they are dark or light: ink is what is thin. Closings with growing windows fill
 * dark structures, openings remove light ones. Ink is complete in smaller windows than the gaps between it (a
 * granulometry: G. Matheron, "Random Sets and Integral Geometry", 1975). Edges of tables and shadows appear in no
 * window.
 *
 * @param lightOnDark whether the ink is lighter than the paper
 * @param window a square window that strokes do not fill, in pixels
 */
record StrokeScale(boolean lightOnDark, int window) {
    private static final int PIXELS = 150_000;
    /** Small pictures are reduced to this height, in which noise is averaged away and strokes remain. */
    private static final int LOW = 40;

    private static final int MIN_CONTRAST = 10;

    /** Less than this share of the other kind's response is no ink. */
    private static final double SOME = 0.02;

    private static final double COMPLETE = 0.8;

    /**
     * Measures a plane.
     *
     * @param smallPicture whether it is hardly more than the writing, so that its border is not a table
     */
    static StrokeScale of(GrayPlane plane, boolean smallPicture) {
        double factor = Math.max(1, plane.height() / (double) (smallPicture ? LOW : plane.height()));
        GrayPlane small = plane.reduced((int) Math.min(PIXELS, plane.values().length / (factor * factor)));
        GrayPlane inverted = small.inverted();
        int scales = 1;
        while ((2 << scales) + 1 <= Math.min(65, Math.min(small.width(), small.height()) / 2 + 1)) {
            scales++;
        }
        double[] dark = new double[scales];
        double[] light = new double[scales];
        for (int i = 0; i < scales; i++) {
            dark[i] = response(small, window(i));
            light[i] = response(inverted, window(i));
        }
        double most = Math.max(max(dark), max(light));
        double balance = Math.exp(ground(small, smallPicture));
        boolean lightOnDark = balance * finer(light, most) > 1.02 * finer(dark, most);
        double[] ink = lightOnDark ? light : dark;
        double all = max(ink);
        int complete = 0;
        while (ink[complete] < COMPLETE * all) {
            complete++;
        }
        double scale = Math.sqrt((double) plane.width() * plane.height() / small.width() / small.height());
        return new StrokeScale(lightOnDark, (int) Math.ceil(scale * window(complete)));
    }

    /**
     * Returns how much speaks for a dark ground, from -1 to 1: how much of the border is dark, and, for half as much,
     * of the whole. In larger pictures it says less, and nothing if the two disagree: then the border may be a table.
     */
    private static double ground(GrayPlane plane, boolean smallPicture) {
        int threshold = plane.threshold();
        int dark = 0;
        int border = 0;
        int darkBorder = 0;
        for (int y = 0; y < plane.height(); y++) {
            for (int x = 0; x < plane.width(); x++) {
                int isDark = plane.at(x, y) <= threshold ? 1 : 0;
                dark += isDark;
                if (y == 0 || x == 0 || y == plane.height() - 1 || x == plane.width() - 1) {
                    border++;
                    darkBorder += isDark;
                }
            }
        }
        double around = (double) darkBorder / border - 0.5;
        double whole = (double) dark / plane.values().length - 0.5;
        double ground = (around * 4 + whole * 2) / 3;
        return smallPicture ? ground : around * whole > 0 ? ground / 2 : 0;
    }

    /** Returns how early the responses rise to their maximum: the number of windows, less what is missing there. */
    private static double finer(double[] responses, double most) {
        double max = max(responses);
        return max == 0 || max < SOME * most ? 0 : Arrays.stream(responses).sum() / max;
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    private static int window(int scale) {
        return (2 << scale) + 1;
    }

    /** Sum of the squares of what a closing changes, less what noise explains. */
    private static double response(GrayPlane plane, int window) {
        byte[] closed = plane.closedBeyond(window).values();
        int[] counts = new int[256];
        for (int i = 0; i < closed.length; i++) {
            counts[(closed[i] & 0xff) - (plane.values()[i] & 0xff)]++;
        }
        int median = 0;
        for (int rest = closed.length / 2 - counts[0]; rest > 0; rest -= counts[median]) {
            median++;
        }
        int noise = median > 40 ? 0 : 3 * median; // more is not noise, but gaps within much ink
        double sum = 0;
        for (int d = MIN_CONTRAST + noise; d < 256; d++) {
            double clear = d - noise;
            sum += counts[d] * clear * clear;
        }
        return sum;
    }
}
