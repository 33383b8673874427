package io.github.trocr4j.data;

/**
 * A pen stroke: a Catmull-Rom curve through points, broken at corners. The arrays are only read.
 *
 * @param x to the right, the digit spans 0 to 1
 * @param y down, the digit spans 0 to 1
 * @param corner where the direction may change at once
 */
@SuppressWarnings("ArrayRecordComponent") // strokes are drawn, never compared
record Stroke(double[] x, double[] y, boolean[] corner) {
    /** Line segments for the curve between two points: at 28 pixels the eye sees no polygon. */
    static final int STEPS = 5;

    /** "x,y x,y! x,y": points, with an exclamation mark after corners. */
    static Stroke parse(String text) {
        String[] points = text.split(" ", -1);
        double[] x = new double[points.length];
        double[] y = new double[points.length];
        boolean[] corner = new boolean[points.length];
        for (int i = 0; i < points.length; i++) {
            corner[i] = points[i].endsWith("!");
            String point = corner[i] ? points[i].substring(0, points[i].length() - 1) : points[i];
            int comma = point.indexOf(',');
            x[i] = Double.parseDouble(point.substring(0, comma));
            y[i] = Double.parseDouble(point.substring(comma + 1));
        }
        return new Stroke(x, y, corner);
    }

    int points() {
        return x.length;
    }

    /** The curve as a polyline of (points - 1) x STEPS + 1 places: all x, then all y. */
    double[][] polyline() {
        int last = x.length - 1;
        double[][] line = new double[2][last * STEPS + 1];
        for (int i = 0; i < last; i++) {
            int before = i == 0 || corner[i] ? i : i - 1;
            int after = i + 1 == last || corner[i + 1] ? i + 1 : i + 2;
            for (int s = 0; s < STEPS; s++) {
                double t = (double) s / STEPS;
                line[0][i * STEPS + s] = between(x[before], x[i], x[i + 1], x[after], t);
                line[1][i * STEPS + s] = between(y[before], y[i], y[i + 1], y[after], t);
            }
        }
        line[0][last * STEPS] = x[last];
        line[1][last * STEPS] = y[last];
        return line;
    }

    private static double between(double a, double b, double c, double d, double t) {
        double linear = c - a;
        double square = 2 * a - 5 * b + 4 * c - d;
        double cube = 3 * b - a - 3 * c + d;
        return b + 0.5 * t * (linear + t * (square + t * cube));
    }
}
