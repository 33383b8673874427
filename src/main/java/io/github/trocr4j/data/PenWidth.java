package io.github.trocr4j.data;

/** As if a digit had been written with a thicker or thinner pen: gray-scale dilation and erosion, in part. */
final class PenWidth {
    private static final int SIDE = Strip.SIDE;

    private PenWidth() {}

    /**
     * A changed copy.
     *
     * @param digit 784 pixels
     * @param share 0 changes nothing; towards 1 each pixel goes to the lightest of itself and its four neighbours, a
     *     thicker pen; towards -1 to the darkest, a thinner one
     */
    static byte[] changed(byte[] digit, double share) {
        byte[] out = new byte[digit.length];
        float amount = (float) Math.abs(share);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int at = y * SIDE + x;
                int own = digit[at] & 0xff;
                int up = y == 0 ? 0 : digit[at - SIDE] & 0xff;
                int down = y == SIDE - 1 ? 0 : digit[at + SIDE] & 0xff;
                int left = x == 0 ? 0 : digit[at - 1] & 0xff;
                int right = x == SIDE - 1 ? 0 : digit[at + 1] & 0xff;
                int goal = share > 0
                        ? Math.max(Math.max(own, Math.max(up, down)), Math.max(left, right))
                        : Math.min(Math.min(own, Math.min(up, down)), Math.min(left, right));
                out[at] = (byte) (int) (own + amount * (goal - own) + 0.5f);
            }
        }
        return out;
    }
}
