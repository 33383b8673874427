package io.github.trocr4j.data;

/** A 3 x 3 Gaussian blur of a digit, mirrored at the border without repeating the border pixel. */
final class GaussianBlur {
    private GaussianBlur() {}

    /** The blurred digit, rounded to whole gray levels, as a new array. */
    static byte[] blur(byte[] digit, double sigma) {
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
}
