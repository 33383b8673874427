package app;

import java.util.Arrays;
import java.util.Map;

/** A number drawn with a pen, in dark ink on white paper. */
record DrawnNumber(String digits) {
    static final int HEIGHT = 96;

    private static final int MARGIN = 30;
    private static final int PITCH = 36;
    private static final double PEN = 2.2;

    /** Points that a pen connects, x and y in turn; a digit is 24 wide and 40 high. */
    private static final Map<Character, double[]> STROKES = Map.of(
            '1', new double[] {12, 0, 12, 40},
            '4', new double[] {4, 0, 2, 22, 22, 20, 22, 20, 20, 2, 20, 2, 18, 40},
            '7', new double[] {0, 2, 22, 0, 8, 40});

    static int width(String digits) {
        return 2 * MARGIN + PITCH * digits.length();
    }

    /** Returns gray pixels, row by row. */
    byte[] page() {
        int width = width(digits);
        byte[] page = new byte[width * HEIGHT];
        Arrays.fill(page, (byte) 250);
        for (int i = 0; i < digits.length(); i++) {
            double[] points = STROKES.get(digits.charAt(i));
            for (int p = 0; p + 3 < points.length; p += 2) {
                line(page, width, MARGIN + PITCH * i, points, p);
            }
        }
        return page;
    }

    private static void line(byte[] page, int width, int left, double[] points, int p) {
        double length = Math.hypot(points[p + 2] - points[p], points[p + 3] - points[p + 1]);
        for (double at = 0; at <= length; at += 0.25) {
            double t = length == 0 ? 0 : at / length;
            double x = left + points[p] + t * (points[p + 2] - points[p]);
            double y = (HEIGHT - 40) / 2.0 + points[p + 1] + t * (points[p + 3] - points[p + 1]);
            for (int row = (int) (y - 4); row <= y + 4; row++) {
                for (int column = (int) (x - 4); column <= x + 4; column++) {
                    double covered = Math.min(1, Math.max(0, PEN + 0.5 - Math.hypot(column - x, row - y)));
                    int gray = (int) (250 - 220 * covered);
                    int index = row * width + column;
                    page[index] = (byte) Math.min(page[index] & 0xff, gray);
                }
            }
        }
    }
}
