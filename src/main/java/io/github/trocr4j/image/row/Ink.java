package io.github.trocr4j.image.row;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The ink of a plane, dark on light.
 *
 * @param plane the gray plane
 * @param paper brightness of the paper at each pixel, as if nothing were written there
 * @param strength [height x width] bytes, 0 where there is no ink, otherwise how much darker than paper, up to 255 for
 *     black
 * @param faint the same with what is too faint to be writing by itself, but may be a part of a printed line
 */
record Ink(
        GrayPlane plane,
        GrayPlane paper,
        @SuppressWarnings("ArrayRecordComponent") byte[] strength,
        @SuppressWarnings("ArrayRecordComponent") byte[] faint) {
    private static final int BLOCK = 4;
    private static final int MIN_CONTRAST = 22;
    private static final int CLEAR = 5;

    /** Fainter ink than this share of the strong ink is paper: the soft edge of a stroke, or what shines through. */
    private static final double FAINT = 0.22;

    /** As share of the least strength of writing: that of printed lines, which are seen by their length. */
    private static final double LINE = 0.6;

    /** As share of the picture: so much ink is a printed pattern or a net of lines. */
    private static final double DENSE = 0.12;

    /** How much stronger writing is than what is printed below it. */
    private static final double APART = 1.5;

    /** As share of the pixels of strokes: those with at least two neighbours; noise has fewer. */
    private static final double SOLID = 0.6;

    /** As share of the picture: less is no writing. */
    private static final double SOME = 0.003;

    /** Darker paper than this is a table. */
    private static final int DARK = 40;

    /**
     * Separates ink from paper. The paper is what a closing leaves, so that shadows and tables, larger than its window,
     * count as paper. Ink has to be clearly darker than the paper's own texture.
     *
     * @param window larger than strokes, in pixels
     * @param much whether ink may cover as much as paper
     */
    static Ink of(GrayPlane plane, int window, boolean much) {
        GrayPlane paper = paper(plane, window);
        int size = plane.values().length;
        byte[] strength = new byte[size];
        int[] counts = new int[512];
        for (int i = 0; i < size; i++) {
            int level = paper.values()[i] & 0xff;
            int contrast = (level - (plane.values()[i] & 0xff)) * 255 / Math.max(DARK, level);
            counts[256 + Math.max(-255, contrast)]++;
            strength[i] = (byte) Math.max(0, contrast);
        }
        int median = quantile(counts, 0, 0.5);
        int noise = Math.max(0, median - quantile(counts, 0, 0.16));
        int clear = Math.min(250, Math.max(MIN_CONTRAST, median - 256 + CLEAR * noise));
        int[] darker = Arrays.copyOfRange(counts, 256, 512);
        if (much) {
            clear = Math.max(MIN_CONTRAST, Math.min(clear, GrayPlane.otsu(darker)));
        } else {
            // What is printed over the whole paper is no noise.
            int print = abovePrint(darker, MIN_CONTRAST).orElse(clear);
            clear = print < clear && isSolid(strength, plane.width(), print, clear) ? print : clear;
        }
        int strong = quantile(counts, 256 + clear, 0.85) - 256;
        int threshold = (int) Math.max(clear, FAINT * strong);
        threshold = Math.max(threshold, abovePrint(darker, threshold).orElse(threshold));
        byte[] faint = above(strength, (int) Math.max(LINE * threshold, median - 256 + 2 * noise));
        return new Ink(plane, paper, above(strength, threshold), faint);
    }

    private static byte[] above(byte[] strength, int threshold) {
        byte[] above = strength.clone();
        for (int i = 0; i < above.length; i++) {
            if ((above[i] & 0xff) < threshold) {
                above[i] = 0;
            }
        }
        return above;
    }

    /** Returns a strength that only writing has, if so much is above the threshold that most of it is printed. */
    private static OptionalInt abovePrint(int[] counts, int threshold) {
        long all = Arrays.stream(counts).asLongStream().sum();
        int split = threshold;
        int before = -1;
        while (split > before && count(counts, split) > DENSE * all) {
            before = split;
            int[] above = counts.clone();
            Arrays.fill(above, 0, split + 1, 0);
            split = Math.max(split, GrayPlane.otsu(above));
        }
        boolean clear = split > threshold && mean(counts, split + 1, 256) > APART * mean(counts, threshold, split + 1);
        return clear && count(counts, split + 1) > SOME * all ? OptionalInt.of(split) : OptionalInt.empty();
    }

    /** Returns whether the pixels of these strengths are in strokes. */
    private static boolean isSolid(byte[] strength, int width, int from, int until) {
        int[] neighbours = {-width, -1, 1, width};
        int all = 0;
        int solid = 0;
        for (int i = width; i < strength.length - width; i++) {
            int own = strength[i] & 0xff;
            if (own >= from && own < until) {
                all++;
                int beside = 0;
                for (int step : neighbours) {
                    beside += (strength[i + step] & 0xff) >= from ? 1 : 0;
                }
                solid += beside >= 2 ? 1 : 0;
            }
        }
        return solid > SOLID * all;
    }

    private static long count(int[] counts, int from) {
        return Arrays.stream(counts, from, counts.length).asLongStream().sum();
    }

    private static double mean(int[] counts, int from, int until) {
        double sum = 0;
        long count = 0;
        for (int i = from; i < until; i++) {
            sum += (double) i * counts[i];
            count += counts[i];
        }
        return sum / Math.max(1, count);
    }

    private static GrayPlane paper(GrayPlane plane, int window) {
        int block = Math.max(1, Math.min(BLOCK, window / 10));
        int columns = Math.max(1, plane.width() / block);
        int rows = Math.max(1, plane.height() / block);
        GrayPlane small = block == 1 ? plane : plane.blockMeans(columns, rows);
        GrayPlane closed = small.closed(Math.max(3, window / block | 1));
        return block == 1 ? closed : enlarged(closed, plane.width(), plane.height());
    }

    private static GrayPlane enlarged(GrayPlane small, int width, int height) {
        byte[] out = new byte[width * height];
        int[] left = new int[width];
        int[] share = new int[width];
        for (int x = 0; x < width; x++) {
            double at = Math.max(0, Math.min(small.width() - 1, (x + 0.5) * small.width() / width - 0.5));
            left[x] = Math.min((int) at, Math.max(0, small.width() - 2));
            share[x] = (int) (256 * (at - left[x]));
        }
        int[] line = new int[small.width() + 1];
        for (int y = 0; y < height; y++) {
            double at = Math.max(0, Math.min(small.height() - 1, (y + 0.5) * small.height() / height - 0.5));
            int top = Math.min((int) at, Math.max(0, small.height() - 2));
            int below = Math.min(small.height() - 1, top + 1);
            int down = (int) (256 * (at - top));
            for (int x = 0; x < small.width(); x++) {
                line[x] = small.at(x, top) * (256 - down) + small.at(x, below) * down;
            }
            line[small.width()] = line[small.width() - 1];
            for (int x = 0; x < width; x++) {
                int value = line[left[x]] * (256 - share[x]) + line[left[x] + 1] * share[x];
                out[y * width + x] = (byte) ((value + (1 << 15)) >> 16);
            }
        }
        return new GrayPlane(out, width, height);
    }

    private static int quantile(int[] counts, int from, double part) {
        long all = 0;
        for (int i = from; i < counts.length; i++) {
            all += counts[i];
        }
        int value = from;
        for (double rest = all * part - counts[from]; rest > 0 && value < counts.length - 1; rest -= counts[value]) {
            value++;
        }
        return value;
    }
}
