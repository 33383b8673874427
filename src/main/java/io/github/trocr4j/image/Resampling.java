package io.github.trocr4j.image;

/** The resampling filters of Pillow that are supported, with their codes in {@code preprocessor_config.json}. */
public enum Resampling {
    /** Three-lobed windowed sinc; Pillow's code 1. */
    LANCZOS(1, 3) {
        @Override
        double weight(double distance) {
            return -3 <= distance && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
        }
    },
    /** Triangle filter; Pillow's code 2; used by TrOCR-base and -large. */
    BILINEAR(2, 1) {
        @Override
        double weight(double distance) {
            return Math.max(0, 1 - Math.abs(distance));
        }
    },
    /** Cubic convolution with a = -0.5 (Keys 1981); Pillow's code 3; used by TrOCR-small. */
    BICUBIC(3, 2) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return (1.5 * x - 2.5) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
        }
    },
    /** The mean of the pixels under it; Pillow's code 4. */
    BOX(4, 0.5) {
        @Override
        double weight(double distance) {
            return -0.5 < distance && distance <= 0.5 ? 1 : 0;
        }
    },
    /** Sinc in Hamming's window; Pillow's code 5. */
    HAMMING(5, 1) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            return x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI));
        }
    };

    private final int code;
    private final double support;

    Resampling(int code, double support) {
        this.code = code;
        this.support = support;
    }

    /** Returns Pillow's code of this filter. */
    public int code() {
        return code;
    }

    /** Returns half the filter's width in source pixels, before it is stretched for shrinking. */
    double support() {
        return support;
    }

    /** Returns the filter's value at a distance from its centre. */
    abstract double weight(double distance);

    /**
     * Returns the filter with a code of Pillow.
     *
     * @throws IllegalArgumentException if it is not supported; the message names it if Pillow has it
     */
    public static Resampling ofCode(int code) {
        return switch (code) {
            case 0 -> throw unsupported("0 (NEAREST)");
            case 1 -> LANCZOS;
            case 2 -> BILINEAR;
            case 3 -> BICUBIC;
            case 4 -> BOX;
            case 5 -> HAMMING;
            default -> throw unsupported(code + " (unknown to Pillow)");
        };
    }

    private static double sinc(double x) {
        double angle = x * Math.PI;
        return x == 0 ? 1 : Math.sin(angle) / angle;
    }

    private static IllegalArgumentException unsupported(String filter) {
        return new IllegalArgumentException(
                "resample should be 1 (LANCZOS), 2 (BILINEAR), 3 (BICUBIC), 4 (BOX) or 5 (HAMMING), but is " + filter);
    }
}
