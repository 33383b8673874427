package io.github.trocr4j.data;

import java.util.SplittableRandom;

/**
 * Random changes of a digit in training, before it is placed in a strip. Input and output are 784 pixels, row by row.
 */
public enum Augmentation {
    /** No change. */
    NONE {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            return digit.clone();
        }
    },

    /**
     * The augmentation of the original project: every second digit is rotated by a uniform angle in +-15 degrees and
     * blurred by a 3 x 3 Gaussian with sigma uniform in [0.1, 2.0]; the others are unchanged. The rotation takes the
     * nearest pixel, the default of torchvision's RandomRotation; bilinear sampling would add a second blur, which the
     * published recipe lacks. The blur mirrors the picture at its border, as torchvision's GaussianBlur does.
     */
    ORIGINAL {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            if (random.nextDouble() >= 0.5) {
                return digit.clone();
            }
            Warp rotation = Warp.rotation(Seeds.between(-15, 15, random));
            double sigma = Seeds.between(0.1, 2.0, random);
            return gaussianBlur(rotation.nearest(digit), sigma);
        }
    },

    /**
     * Rotation up to 12 degrees, scale of each axis up to 12 %, shear up to 0.15, shift of each axis up to 10 % of the
     * side. All are uniform; sampling is bilinear.
     */
    AFFINE {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            return randomWarp(0.1, random).bilinear(digit, Warp.ElasticField.STILL);
        }
    },

    /** {@link #AFFINE} and a smooth random displacement, which bends the strokes. */
    STRONG {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            Warp warp = randomWarp(0.1, random);
            return warp.bilinear(digit, Warp.ElasticField.random(ELASTIC_PIXELS, random));
        }
    },

    /** {@link #STRONG}, but a shift of only 3 % of the side, since MNIST's digits are centred. */
    CENTRED {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            Warp warp = randomWarp(0.03, random);
            return warp.bilinear(digit, Warp.ElasticField.random(ELASTIC_PIXELS, random));
        }
    },

    /**
     * A stronger {@link #STRONG}: rotation up to 15 degrees, scale up to 18 %, shear up to 0.25, larger displacements,
     * and a thicker or thinner pen; but a shift of only 5 %, since MNIST's digits are centred.
     */
    HEAVY {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            Warp warp = heavyWarp(random);
            byte[] warped = warp.bilinear(digit, Warp.ElasticField.random(HEAVY_ELASTIC_PIXELS, random));
            return withPenWidth(warped, Seeds.between(-0.5, 0.8, random));
        }
    },

    /**
     * {@link #HEAVY}, but every other digit is bent by a coarser or a finer displacement instead, and of every fourth a
     * small part is erased.
     */
    HEAVIER {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            Warp warp = heavyWarp(random);
            Warp.ElasticField field = switch (random.nextInt(4)) {
                case 0 -> Warp.ElasticField.random(COARSE_ELASTIC_PIXELS, COARSE_SPACING, random);
                case 1 -> Warp.ElasticField.random(FINE_ELASTIC_PIXELS, FINE_SPACING, random);
                default -> Warp.ElasticField.random(HEAVY_ELASTIC_PIXELS, random);
            };
            byte[] changed = withPenWidth(warp.bilinear(digit, field), Seeds.between(-0.5, 0.8, random));
            if (random.nextInt(4) == 0) {
                erasePart(changed, random);
            }
            return changed;
        }
    };

    private static final double ELASTIC_PIXELS = 1.6;
    private static final double HEAVY_ELASTIC_PIXELS = 2.1;
    private static final double COARSE_ELASTIC_PIXELS = 3.4;
    private static final int COARSE_SPACING = 12;
    private static final double FINE_ELASTIC_PIXELS = 1.3;
    private static final int FINE_SPACING = 4;
    private static final int ERASED_SIDE = 3;
    private static final int LARGEST_ERASED_SIDE = 5;
    private static final int MARGIN = 4; // around MNIST's digits

    /**
     * Returns the changed digit as a new array.
     *
     * @param digit 784 pixels; not changed
     * @param random source of all random numbers
     */
    public abstract byte[] apply(byte[] digit, SplittableRandom random);

    private static Warp heavyWarp(SplittableRandom random) {
        return Warp.of(
                Seeds.between(-15, 15, random),
                Seeds.between(0.82, 1.18, random),
                Seeds.between(0.82, 1.18, random),
                Seeds.between(-0.25, 0.25, random),
                Seeds.between(-0.05, 0.05, random) * Strip.SIDE,
                Seeds.between(-0.05, 0.05, random) * Strip.SIDE);
    }

    /**
     * Makes a rectangle or an ellipse black, 3 to 5 pixels wide and high, anywhere in the middle 20x20 pixels (after Z.
     * Zhong et al., "Random erasing data augmentation", 2020). Larger ones make other digits of some.
     */
    static void erasePart(byte[] digit, SplittableRandom random) {
        int width = random.nextInt(ERASED_SIDE, LARGEST_ERASED_SIDE + 1);
        int height = random.nextInt(ERASED_SIDE, LARGEST_ERASED_SIDE + 1);
        int left = random.nextInt(MARGIN, Strip.SIDE - MARGIN - width + 1);
        int top = random.nextInt(MARGIN, Strip.SIDE - MARGIN - height + 1);
        boolean round = random.nextBoolean();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double dx = (2.0 * x + 1) / width - 1;
                double dy = (2.0 * y + 1) / height - 1;
                if (!round || dx * dx + dy * dy <= 1) {
                    digit[(top + y) * Strip.SIDE + left + x] = 0;
                }
            }
        }
    }

    private static Warp randomWarp(double shift, SplittableRandom random) {
        return Warp.of(
                Seeds.between(-12, 12, random),
                Seeds.between(0.88, 1.12, random),
                Seeds.between(0.88, 1.12, random),
                Seeds.between(-0.15, 0.15, random),
                Seeds.between(-shift, shift, random) * Strip.SIDE,
                Seeds.between(-shift, shift, random) * Strip.SIDE);
    }

    /**
     * Applies a 3 x 3 Gaussian blur, mirrored at the border without repeating the border pixel, and rounds to whole
     * gray levels. Returns a new array.
     */
    static byte[] gaussianBlur(byte[] digit, double sigma) {
        double side = StrictMath.exp(-0.5 / (sigma * sigma));
        float centreWeight = (float) (1 / (1 + 2 * side));
        float sideWeight = (float) (side / (1 + 2 * side));
        int n = Strip.SIDE;
        float[] across = new float[DigitSet.PIXELS];
        for (int y = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                int left = digit[y * n + mirrored(x - 1)] & 0xff;
                int right = digit[y * n + mirrored(x + 1)] & 0xff;
                across[y * n + x] = centreWeight * (digit[y * n + x] & 0xff) + sideWeight * (left + right);
            }
        }
        byte[] out = new byte[DigitSet.PIXELS];
        for (int y = 0; y < n; y++) {
            int above = mirrored(y - 1) * n;
            int below = mirrored(y + 1) * n;
            for (int x = 0; x < n; x++) {
                float value = centreWeight * across[y * n + x] + sideWeight * (across[above + x] + across[below + x]);
                out[y * n + x] = (byte) (int) (value + 0.5f);
            }
        }
        return out;
    }

    private static int mirrored(int position) {
        if (position < 0) {
            return 1;
        }
        return position < Strip.SIDE ? position : Strip.SIDE - 2;
    }

    /**
     * Changes the thickness of the strokes by partial gray-scale dilation or erosion.
     *
     * @param digit 784 pixels
     * @param share 0 changes nothing; towards 1 each pixel approaches the lightest of itself and its four neighbours (a
     *     thicker pen), towards -1 the darkest (a thinner pen)
     */
    static byte[] withPenWidth(byte[] digit, double share) {
        byte[] out = new byte[digit.length];
        float amount = (float) Math.abs(share);
        for (int y = 0; y < Strip.SIDE; y++) {
            for (int x = 0; x < Strip.SIDE; x++) {
                int at = y * Strip.SIDE + x;
                int own = digit[at] & 0xff;
                int up = y == 0 ? 0 : digit[at - Strip.SIDE] & 0xff;
                int down = y == Strip.SIDE - 1 ? 0 : digit[at + Strip.SIDE] & 0xff;
                int left = x == 0 ? 0 : digit[at - 1] & 0xff;
                int right = x == Strip.SIDE - 1 ? 0 : digit[at + 1] & 0xff;
                int goal = share > 0
                        ? Math.max(Math.max(own, Math.max(up, down)), Math.max(left, right))
                        : Math.min(Math.min(own, Math.min(up, down)), Math.min(left, right));
                out[at] = (byte) (int) (own + amount * (goal - own) + 0.5f);
            }
        }
        return out;
    }
}
