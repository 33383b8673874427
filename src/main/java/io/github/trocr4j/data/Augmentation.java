package io.github.trocr4j.data;

import java.util.SplittableRandom;

/** What training does to each digit before it goes into a strip. Pixels 784, row by row, in and out. */
public enum Augmentation {
    /** Nothing. */
    NONE {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            return digit.clone();
        }
    },

    /**
     * For every second digit a rotation uniform in +-15 degrees followed by a 3 x 3 Gaussian blur with sigma uniform
     * in [0.1, 2.0]; the others stay as they are. The rotation takes the nearest pixel, as torchvision's
     * RandomRotation does unless told otherwise: bilinear sampling would be a second blur, which the published recipe
     * has not. The blur mirrors the picture at its border, as torchvision's GaussianBlur does.
     */
    ORIGINAL {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            if (random.nextDouble() >= 0.5) {
                return digit.clone();
            }
            Warp rotation = Warp.rotation(Seeds.between(-15, 15, random));
            double sigma = Seeds.between(0.1, 2.0, random);
            return GaussianBlur.blur(rotation.nearest(digit), sigma);
        }
    },

    /**
     * Rotation up to 12 degrees, scale of each axis up to 12 %, shear up to 0.15, shift of each axis up to 10 % of the
     * side, all uniform, sampled bilinearly.
     */
    AFFINE {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            return randomWarp(random).bilinear(digit, ElasticField.STILL);
        }
    },

    /** {@link #AFFINE} and a smooth random displacement: strokes bend as another hand would bend them. */
    STRONG {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            Warp warp = randomWarp(random);
            return warp.bilinear(digit, ElasticField.random(ELASTIC_PIXELS, random));
        }
    },

    /**
     * More of {@link #STRONG}: rotation up to 15 degrees, scale up to 18 %, shear up to 0.25, larger displacements, and a pen
     * that is thicker or thinner; but a shift of 5 % only, since MNIST's digits are centred.
     */
    HEAVY {
        @Override
        public byte[] apply(byte[] digit, SplittableRandom random) {
            Warp warp = Warp.of(
                    Seeds.between(-15, 15, random),
                    Seeds.between(0.82, 1.18, random),
                    Seeds.between(0.82, 1.18, random),
                    Seeds.between(-0.25, 0.25, random),
                    Seeds.between(-0.05, 0.05, random) * Strip.SIDE,
                    Seeds.between(-0.05, 0.05, random) * Strip.SIDE);
            byte[] warped = warp.bilinear(digit, ElasticField.random(HEAVY_ELASTIC_PIXELS, random));
            return PenWidth.changed(warped, Seeds.between(-0.5, 0.8, random));
        }
    };

    private static final double ELASTIC_PIXELS = 1.6;
    private static final double HEAVY_ELASTIC_PIXELS = 2.1;

    /** The changed digit as a new array; the given one stays as it is. */
    public abstract byte[] apply(byte[] digit, SplittableRandom random);

    private static Warp randomWarp(SplittableRandom random) {
        return Warp.of(
                Seeds.between(-12, 12, random),
                Seeds.between(0.88, 1.12, random),
                Seeds.between(0.88, 1.12, random),
                Seeds.between(-0.15, 0.15, random),
                Seeds.between(-0.1, 0.1, random) * Strip.SIDE,
                Seeds.between(-0.1, 0.1, random) * Strip.SIDE);
    }
}
