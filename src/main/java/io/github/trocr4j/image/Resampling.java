package io.github.trocr4j.image;

/** The resampling filters of Pillow that are supported, with their codes in {@code preprocessor_config.json}. */
public enum Resampling {
    /** Triangle filter; Pillow's code 2. */
    BILINEAR(2, 1) {
        @Override
        double weight(double distance) {
            return Math.max(0, 1 - Math.abs(distance));
        }
    },
    /** Cubic convolution with a = -0.5 (Keys 1981); Pillow's code 3; used by TrOCR. */
    BICUBIC(3, 2) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return (1.5 * x - 2.5) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
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
            case 2 -> BILINEAR;
            case 3 -> BICUBIC;
            case 0 -> throw unsupported("0 (NEAREST)");
            case 1 -> throw unsupported("1 (LANCZOS)");
            case 4 -> throw unsupported("4 (BOX)");
            case 5 -> throw unsupported("5 (HAMMING)");
            default -> throw unsupported(code + " (unknown to Pillow)");
        };
    }

    private static IllegalArgumentException unsupported(String filter) {
        return new IllegalArgumentException("should be 2 (BILINEAR) or 3 (BICUBIC), but is " + filter);
    }
}
