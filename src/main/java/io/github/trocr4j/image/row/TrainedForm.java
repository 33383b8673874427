package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Paper;
import io.github.trocr4j.image.Picture;

/**
 * The form of the strips that models are trained on: boxes side by side, each with a digit placed as in MNIST, its
 * longer side scaled to 20 pixels, its centre of mass in the middle of 28 x 28 (Y. LeCun, C. Cortes, C. Burges, "The
 * MNIST database of handwritten digits").
 */
public final class TrainedForm {
    private static final int INK = 64;
    private static final double OFF_CENTRE = 0.14;

    private TrainedForm() {}

    /** Returns whether a picture already has this form. */
    public static boolean matches(Picture picture, int digits) {
        int width = picture.width();
        int height = picture.height();
        byte[] plane = picture.gray();
        if (Math.abs(width - (double) digits * height) > 0.02 * width || width < digits) {
            return false;
        }
        double box = (double) width / digits;
        for (int i = 0; i < digits; i++) {
            if (!isCentred(plane, width, height, (int) Math.round(i * box), (int) Math.round((i + 1) * box))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCentred(byte[] plane, int width, int height, int left, int right) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        int inked = 0;
        int first = height;
        int last = -1;
        int leftmost = right;
        int rightmost = -1;
        for (int y = 0; y < height; y++) {
            for (int x = left; x < right; x++) {
                int value = plane[y * width + x] & 0xff;
                if (value >= INK) {
                    inked++;
                    sum += value;
                    sumX += value * (x + 0.5 - left);
                    sumY += value * (y + 0.5);
                    first = Math.min(first, y);
                    last = Math.max(last, y);
                    leftmost = Math.min(leftmost, x);
                    rightmost = Math.max(rightmost, x);
                }
            }
        }
        double longer = (double) Math.max(last - first + 1, rightmost - leftmost + 1) / height;
        return sum > 0
                && inked < 0.5 * height * (right - left)
                && longer > 0.5
                && longer < 0.93
                && Math.abs(sumX / sum / (right - left) - 0.5) < OFF_CENTRE
                && Math.abs(sumY / sum / height - 0.5) < OFF_CENTRE;
    }

    /** Returns a row with the paper black and the ink white. */
    public static Picture of(Picture row) {
        byte[] gray = row.gray();
        int paper = Paper.colour(row)[0];
        int darkest = paper;
        for (byte value : gray) {
            darkest = Math.min(darkest, value & 0xff);
        }
        byte[] strip = new byte[gray.length];
        for (int i = 0; i < gray.length; i++) {
            int ink = Math.max(0, paper - (gray[i] & 0xff));
            strip[i] = (byte) (ink * 255 / Math.max(1, paper - darkest));
        }
        return Picture.gray(strip, row.width(), row.height());
    }
}
