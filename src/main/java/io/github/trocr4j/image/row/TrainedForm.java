package io.github.trocr4j.image.row;

/** Whether a picture is a strip as models are trained on: boxes side by side, a digit in the middle of each. */
final class TrainedForm {
    private static final int INK = 64;
    private static final double OFF_CENTRE = 0.14;

    private TrainedForm() {}

    /** Of a plane with 0 for paper and 255 for ink. */
    static boolean is(byte[] plane, int width, int height, int digits) {
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
}
