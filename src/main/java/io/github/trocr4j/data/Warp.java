package io.github.trocr4j.data;

import java.util.SplittableRandom;

/**
 * An affine map of a digit about its centre, stored as its inverse, from an output pixel (x, y) to a position in the
 * source: source x = xx * x + xy * y + x0, source y = yx * x + yy * y + y0. Positions outside are background.
 */
record Warp(double xx, double xy, double x0, double yx, double yy, double y0) {
    private static final double CENTRE = (Strip.SIDE - 1) / 2.0;
    /** With a border of one background pixel, every bilinear tap of a point inside (-1, 28) has a valid index. */
    private static final int PADDED = Strip.SIDE + 2;

    /** Returns a rotation. */
    static Warp rotation(double degrees) {
        return of(degrees, 1, 1, 0, 0, 0);
    }

    /** Returns a map that scales, then shears along x, then rotates, then shifts by pixels. */
    static Warp of(double degrees, double scaleX, double scaleY, double shear, double shiftX, double shiftY) {
        double sine = StrictMath.sin(StrictMath.toRadians(degrees));
        double cosine = StrictMath.cos(StrictMath.toRadians(degrees));
        // forward map: rotation * shear * scale = [a b; c d]
        double a = cosine * scaleX;
        double b = (cosine * shear - sine) * scaleY;
        double c = sine * scaleX;
        double d = (sine * shear + cosine) * scaleY;
        double determinant = a * d - b * c;
        double xx = d / determinant;
        double xy = -b / determinant;
        double yx = -c / determinant;
        double yy = a / determinant;
        double fromX = CENTRE + shiftX;
        double fromY = CENTRE + shiftY;
        return new Warp(xx, xy, CENTRE - xx * fromX - xy * fromY, yx, yy, CENTRE - yx * fromX - yy * fromY);
    }

    /** Applies the map with nearest-neighbour sampling, which creates no new gray levels. */
    byte[] nearest(byte[] digit) {
        byte[] out = new byte[DigitSet.PIXELS];
        for (int y = 0, to = 0; y < Strip.SIDE; y++) {
            for (int x = 0; x < Strip.SIDE; x++, to++) {
                // + 1 before the cast and - 1 after it, since casting to int rounds toward zero
                int fromX = (int) (xx * x + xy * y + x0 + 1.5) - 1;
                int fromY = (int) (yx * x + yy * y + y0 + 1.5) - 1;
                if (fromX >= 0 && fromX < Strip.SIDE && fromY >= 0 && fromY < Strip.SIDE) {
                    out[to] = digit[fromY * Strip.SIDE + fromX];
                }
            }
        }
        return out;
    }

    /** Applies the map and adds a displacement field, with bilinear sampling. */
    byte[] bilinear(byte[] digit, ElasticField field) {
        float[] padded = padded(digit);
        float[] dx = field.dx();
        float[] dy = field.dy();
        byte[] out = new byte[DigitSet.PIXELS];
        for (int y = 0, to = 0; y < Strip.SIDE; y++) {
            float rowX = (float) (xy * y + x0 + 1);
            float rowY = (float) (yy * y + y0 + 1);
            for (int x = 0; x < Strip.SIDE; x++, to++) {
                float fromX = (float) xx * x + rowX + dx[to];
                float fromY = (float) yx * x + rowY + dy[to];
                if (fromX > 0 && fromX < PADDED - 1 && fromY > 0 && fromY < PADDED - 1) {
                    int left = (int) fromX;
                    int top = (int) fromY;
                    float right = fromX - left;
                    float low = fromY - top;
                    int at = top * PADDED + left;
                    float upper = padded[at] + right * (padded[at + 1] - padded[at]);
                    float lower = padded[at + PADDED] + right * (padded[at + PADDED + 1] - padded[at + PADDED]);
                    out[to] = (byte) (int) (upper + low * (lower - upper) + 0.5f);
                }
            }
        }
        return out;
    }

    private static float[] padded(byte[] digit) {
        float[] padded = new float[PADDED * PADDED];
        for (int y = 0, from = 0; y < Strip.SIDE; y++) {
            int to = (y + 1) * PADDED + 1;
            for (int x = 0; x < Strip.SIDE; x++) {
                padded[to++] = digit[from++] & 0xff;
            }
        }
        return padded;
    }

    /**
     * A smooth displacement of each pixel of a digit, after Simard, Steinkraus, Platt (2003). Instead of their
     * Gaussian-filtered noise, random vectors on a coarse grid are interpolated by cubic B-splines, which is as smooth
     * and much faster.
     *
     * @param dx 784 displacements to the right, in pixels
     * @param dy 784 displacements down, in pixels
     */
    @SuppressWarnings("ArrayRecordComponent") // fields are used once, never compared
    record ElasticField(float[] dx, float[] dy) {
        /** No displacement. */
        static final ElasticField STILL = new ElasticField(new float[DigitSet.PIXELS], new float[DigitSet.PIXELS]);

        private static final int SPACING = 7;

        /**
         * Returns a random field.
         *
         * @param pixels standard deviation of the grid vectors per axis, in pixels
         */
        static ElasticField random(double pixels, SplittableRandom random) {
            return random(pixels, SPACING, random);
        }

        /**
         * As above.
         *
         * @param spacing distance of the grid's vectors in pixels
         */
        static ElasticField random(double pixels, int spacing, SplittableRandom random) {
            return new ElasticField(smooth(pixels, spacing, random), smooth(pixels, spacing, random));
        }

        private static float[] smooth(double pixels, int spacing, SplittableRandom random) {
            int points = SmoothField.points(Strip.SIDE, spacing);
            float[] grid = new float[points * points];
            for (int i = 0; i < grid.length; i++) {
                // A uniform draw of half-width w has deviation w / sqrt(3), and is cheaper than a normal one.
                grid[i] = (float) (pixels * 1.7320508 * (2 * random.nextDouble() - 1));
            }
            return SmoothField.interpolated(grid, Strip.SIDE, Strip.SIDE, spacing);
        }
    }
}
