package io.github.trocr4j.image.row;

import java.util.Arrays;

/**
 * The ink of a plane, dark on light.
 *
 * @param plane the gray plane
 * @param paper brightness of the paper at each pixel, as if nothing were written there
 * @param strength [height x width] bytes, 0 where there is no ink, otherwise how much darker than paper, up to 255 for
 *     black
 */
record Ink(
        GrayPlane plane,
        GrayPlane paper,
        @SuppressWarnings("ArrayRecordComponent") byte[] strength) {
    private static final int BLOCK = 4;
    private static final int MIN_CONTRAST = 22;
    private static final int CLEAR = 5;

    /** Fainter ink than this share of the strong ink is paper: the soft edge of a stroke, or what shines through. */
    private static final double FAINT = 0.22;

    /** As share of the picture: so much ink is a printed pattern or a net of lines. */
    private static final double DENSE = 0.12;

    /** How much stronger writing is than what is printed below it. */
    private static final double APART = 1.5;

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
            int darker = (level - (plane.values()[i] & 0xff)) * 255 / Math.max(DARK, level);
            counts[256 + Math.max(-255, darker)]++;
            strength[i] = (byte) Math.max(0, darker);
        }
        int median = quantile(counts, 0, 0.5);
        int noise = Math.max(0, median - quantile(counts, 0, 0.16));
        int clear = Math.min(250, Math.max(MIN_CONTRAST, median - 256 + CLEAR * noise));
        if (much) {
            clear = Math.max(MIN_CONTRAST, Math.min(clear, GrayPlane.otsu(Arrays.copyOfRange(counts, 256, 512))));
        }
        int strong = quantile(counts, 256 + clear, 0.85) - 256;
        int threshold = (int) Math.max(clear, FAINT * strong);
        threshold = Math.max(threshold, abovePrint(Arrays.copyOfRange(counts, 256, 512), threshold));
        for (int i = 0; i < size; i++) {
            if ((strength[i] & 0xff) < threshold) {
                strength[i] = 0;
            }
        }
        return new Ink(plane, paper, strength);
    }

    /** Returns a strength that only writing has, if so much is above the threshold that most of it is printed. */
    private static int abovePrint(int[] counts, int threshold) {
        long all = 0;
        long inked = 0;
        int[] above = new int[counts.length];
        for (int i = 0; i < counts.length; i++) {
            all += counts[i];
            above[i] = i < threshold ? 0 : counts[i];
            inked += above[i];
        }
        int split = GrayPlane.otsu(above);
        double faint = 0;
        double strong = 0;
        long strongCount = 0;
        for (int i = threshold; i < counts.length; i++) {
            faint += i <= split ? (double) i * counts[i] : 0;
            strong += i > split ? (double) i * counts[i] : 0;
            strongCount += i > split ? counts[i] : 0;
        }
        boolean clear = strong / Math.max(1, strongCount) > APART * faint / Math.max(1, inked - strongCount);
        return inked > DENSE * all && clear && strongCount > SOME * all ? split : threshold;
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
