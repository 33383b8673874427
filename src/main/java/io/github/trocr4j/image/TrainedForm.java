package io.github.trocr4j.image;

import java.util.Arrays;

/**
 * The form of the pictures that models of digits are trained on: white ink on black, as in MNIST (Y. LeCun, C. Cortes,
 * C. Burges, "The MNIST database of handwritten digits").
 */
public final class TrainedForm {
    private static final int INK = 64;
    private static final double OFF_CENTRE = 0.14;

    /** Rows of blocks that the brightness of the paper is estimated in. */
    private static final int BLOCKS = 16;

    /** Radius, in blocks, of the square that is wider than any stroke. */
    private static final int CLOSING = 4;

    private static final int SMOOTHING = 2;

    /** Radius, in blocks, of the square that a pixel is compared with. */
    private static final int AROUND = 8;

    /** Share of the pixels that is not the strongest ink. */
    private static final double STRONG = 0.985;

    /** Ink that is fainter than this, as a share of the paper's brightness, stays faint: it may be no ink. */
    private static final float MIN_STRENGTH = 0.12f;

    private static final float MAX_NOISE = 0.1f;

    private TrainedForm() {}

    /**
     * Returns whether a picture is a strip in this form: digits side by side, each in the middle of a square, the
     * longer side of a digit 20 of 28 pixels.
     */
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

    /**
     * Returns a row in this form: paper is black whatever its brightness and however the light falls, and the strongest
     * ink is white.
     *
     * @param row dark on light
     */
    public static Picture of(Picture row) {
        int width = row.width();
        int height = row.height();
        byte[] gray = row.gray();
        float[] paper = paper(gray, width, height);
        float[] ink = new float[gray.length];
        for (int i = 0; i < ink.length; i++) {
            ink[i] = Math.max(0, 1 - (gray[i] & 0xff) / paper[i]);
        }
        float[] sorted = ink.clone();
        Arrays.sort(sorted);
        float noise = Math.min(MAX_NOISE, 2 * sorted[sorted.length / 2]);
        float strongest = Math.max(MIN_STRENGTH, sorted[(int) (STRONG * (sorted.length - 1))]);
        byte[] form = new byte[ink.length];
        for (int i = 0; i < ink.length; i++) {
            float value = (ink[i] - noise) / (strongest - noise);
            form[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
        }
        return Picture.gray(form, width, height);
    }

    /** Returns a row dark on light, inverted if it is light on dark. */
    public static Picture darkOnLight(Picture row) {
        byte[] gray = row.gray();
        if (!isLightInk(gray, row.width(), row.height())) {
            return row;
        }
        byte[] inverted = new byte[gray.length];
        for (int i = 0; i < gray.length; i++) {
            inverted[i] = (byte) ~gray[i];
        }
        return Picture.gray(inverted, row.width(), row.height());
    }

    /**
     * Returns whether the ink is lighter than the paper. Ink covers less than half of a row, so the brightness,
     * compared with the mean around each pixel, is skewed towards it.
     */
    private static boolean isLightInk(byte[] gray, int width, int height) {
        float[] around = Blocks.of(gray, width, height, TrainedForm::mean)
                .blurred(AROUND)
                .spread(width, height);
        double sum = 0;
        for (int i = 0; i < gray.length; i++) {
            around[i] = (gray[i] & 0xff) - around[i];
            sum += around[i];
        }
        double mean = sum / gray.length;
        double skew = 0;
        for (float value : around) {
            skew += (value - mean) * (value - mean) * (value - mean);
        }
        return skew > 0;
    }

    /**
     * Returns a row in this form, at the left of a black picture that is at least {@code aspect} times as wide as high.
     *
     * @param row dark on light
     */
    public static Picture of(Picture row, double aspect) {
        Picture form = of(row);
        int width = Math.max(form.width(), (int) Math.round(form.height() * aspect));
        int height = Math.max(form.height(), (int) Math.round(form.width() / aspect));
        byte[] ink = form.gray();
        byte[] sheet = new byte[width * height];
        int top = (height - form.height()) / 2;
        for (int y = 0; y < form.height(); y++) {
            System.arraycopy(ink, y * form.width(), sheet, (top + y) * width, form.width());
        }
        return Picture.gray(sheet, width, height);
    }

    /** Estimates the brightness of the paper at each pixel: that of what is left when strokes are closed. */
    private static float[] paper(byte[] gray, int width, int height) {
        return Blocks.of(gray, width, height, TrainedForm::bright)
                .filtered(CLOSING, Math::max)
                .filtered(CLOSING, Math::min)
                .blurred(SMOOTHING)
                .blurred(SMOOTHING)
                .spread(width, height);
    }

    private static float mean(byte[] gray, int width, int left, int top, int right, int bottom) {
        int sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += gray[y * width + x] & 0xff;
            }
        }
        return (float) sum / ((right - left) * (bottom - top));
    }

    /** Returns the mean of the brighter pixels of a block, which noise changes little. */
    private static float bright(byte[] gray, int width, int left, int top, int right, int bottom) {
        float mean = mean(gray, width, left, top, right, bottom);
        int brighter = 0;
        int count = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int value = gray[y * width + x] & 0xff;
                if (value >= mean) {
                    brighter += value;
                    count++;
                }
            }
        }
        return count == 0 ? mean : (float) brighter / count;
    }

    /**
     * A picture in squares of pixels, so that wide windows cost little.
     *
     * @param values one for each square, row by row
     * @param columns squares in a row
     * @param rows rows of squares
     * @param side pixels
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Blocks(float[] values, int columns, int rows, int side) {
        /** Returns the value of a block of a picture. */
        @FunctionalInterface
        private interface Value {
            float of(byte[] gray, int width, int left, int top, int right, int bottom);
        }

        /** Combines two values of a window. */
        @FunctionalInterface
        private interface Combination {
            float of(float one, float other);
        }

        static Blocks of(byte[] gray, int width, int height, Value value) {
            int side = Math.max(1, height / BLOCKS);
            int columns = (width + side - 1) / side;
            int rows = (height + side - 1) / side;
            float[] values = new float[columns * rows];
            for (int i = 0; i < values.length; i++) {
                int left = i % columns * side;
                int top = i / columns * side;
                values[i] =
                        value.of(gray, width, left, top, Math.min(width, left + side), Math.min(height, top + side));
            }
            return new Blocks(values, columns, rows, side);
        }

        /** Takes the mean of the square of blocks around each. */
        Blocks blurred(int radius) {
            return windows(radius, Float::sum, true);
        }

        /** Takes the largest or smallest value of the square of blocks around each. */
        Blocks filtered(int radius, Combination combination) {
            return windows(radius, combination, false);
        }

        private Blocks windows(int radius, Combination combination, boolean mean) {
            float[] across = new float[values.length];
            float[] both = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                int x = i % columns;
                across[i] = along(
                        values, i - Math.min(x, radius), i + Math.min(columns - 1 - x, radius), 1, combination, mean);
            }
            for (int i = 0; i < values.length; i++) {
                int y = i / columns;
                int from = i - columns * Math.min(y, radius);
                int until = i + columns * Math.min(rows - 1 - y, radius);
                both[i] = along(across, from, until, columns, combination, mean);
            }
            return new Blocks(both, columns, rows, side);
        }

        private static float along(
                float[] values, int from, int until, int step, Combination combination, boolean mean) {
            float result = values[from];
            for (int i = from + step; i <= until; i += step) {
                result = combination.of(result, values[i]);
            }
            return mean ? result / ((until - from) / step + 1) : result;
        }

        /** Interpolates between the middles of blocks, for each pixel; at least 1. */
        float[] spread(int width, int height) {
            float[] plane = new float[width * height];
            for (int y = 0; y < height; y++) {
                float atY = Math.max(0, Math.min(rows - 1, (y + 0.5f) / side - 0.5f));
                int above = (int) atY;
                int below = Math.min(rows - 1, above + 1);
                for (int x = 0; x < width; x++) {
                    float atX = Math.max(0, Math.min(columns - 1, (x + 0.5f) / side - 0.5f));
                    int left = (int) atX;
                    int right = Math.min(columns - 1, left + 1);
                    float upper = values[above * columns + left] * (left + 1 - atX)
                            + values[above * columns + right] * (atX - left);
                    float lower = values[below * columns + left] * (left + 1 - atX)
                            + values[below * columns + right] * (atX - left);
                    plane[y * width + x] = Math.max(1, upper * (above + 1 - atY) + lower * (atY - above));
                }
            }
            return plane;
        }
    }
}
