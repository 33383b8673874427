package io.github.trocr4j.data.lines;

import io.github.trocr4j.image.Paper;
import io.github.trocr4j.image.Picture;

/**
 * Where and in which colours a picture has writing, estimated from its brightness; dark on light or light on dark.
 *
 * @param paper colour of the paper, 0 to 255 for red, green and blue
 * @param ink colour of the ink; that of the paper if no writing is found
 * @param left first column with ink
 * @param top first row with ink
 * @param right column after the last with ink
 * @param bottom row after the last with ink
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InkAndPaper(int[] paper, int[] ink, int left, int top, int right, int bottom) {
    private static final int CHANNELS = 3;
    /** The ink is as dark (or light) as this share of all pixels at least. */
    private static final double INK_SHARE = 0.01;
    /** Below this difference to the paper, in gray levels, there is no ink. */
    private static final int LEAST_CONTRAST = 12;

    static InkAndPaper of(Picture picture) {
        int width = picture.width();
        int height = picture.height();
        byte[] gray = picture.gray();
        int[] paper = Paper.colour(picture);
        int paperGray =
                picture.isGray() ? paper[0] : (19595 * paper[0] + 38470 * paper[1] + 7471 * paper[2] + 0x8000) >> 16;
        int inkGray = farthest(gray, paperGray);
        int contrast = inkGray - paperGray;
        if (Math.abs(contrast) < LEAST_CONTRAST) {
            return new InkAndPaper(paper, paper, 0, 0, width, height);
        }
        byte[][] planes = new byte[picture.isGray() ? 1 : CHANNELS][];
        for (int c = 0; c < planes.length; c++) {
            planes[c] = picture.isGray() ? gray : picture.plane(c);
        }
        long[] sums = new long[CHANNELS];
        int count = 0;
        int left = width;
        int top = height;
        int right = 0;
        int bottom = 0;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                int towardsInk = contrast > 0 ? (gray[i] & 0xff) - paperGray : paperGray - (gray[i] & 0xff);
                // A quarter, so that fine and faint strokes are inside as well.
                if (4 * towardsInk >= Math.abs(contrast)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = y + 1;
                    if (4 * towardsInk >= 3 * Math.abs(contrast)) {
                        count++;
                        for (int c = 0; c < planes.length; c++) {
                            sums[c] += planes[c][i] & 0xff;
                        }
                    }
                }
            }
        }
        int[] ink = new int[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            ink[c] = (int) (sums[Math.min(c, planes.length - 1)] / count);
        }
        return new InkAndPaper(paper, ink, left, top, right, bottom);
    }

    /** Returns the gray level beyond which lie 1 % of the pixels, on the side that is farther from the paper. */
    private static int farthest(byte[] gray, int paper) {
        int[] counts = new int[256];
        for (byte level : gray) {
            counts[level & 0xff]++;
        }
        int share = Math.max(1, (int) (gray.length * INK_SHARE));
        int dark = 0;
        for (int seen = counts[0]; seen < share; seen += counts[dark]) {
            dark++;
        }
        int light = 255;
        for (int seen = counts[255]; seen < share; seen += counts[light]) {
            light--;
        }
        return paper - dark >= light - paper ? dark : light;
    }
}
