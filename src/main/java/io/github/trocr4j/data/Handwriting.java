package io.github.trocr4j.data;

import java.util.SplittableRandom;

/**
 * Parameters of the handwriting of one digit: slant, proportions and bends of the whole digit, displacement of its
 * points, and the pen. The distributions of {@link #draw} were chosen so that the digits look like MNIST's and a small
 * classifier trained on them reads MNIST.
 *
 * @param slant slant to the right, as a fraction of the height
 * @param sine of the rotation of the digit
 * @param cosine of the rotation of the digit
 * @param width width of the digit, as a fraction of the height
 * @param bendX sideways displacement of top and bottom against the middle
 * @param bendY vertical displacement of the sides against the middle
 * @param taperX how much wider the bottom is than the top
 * @param taperY how much taller the right side is than the left
 * @param stretchX sideways displacement of the middle, which makes one side narrower than the other
 * @param stretchY vertical displacement of the middle, which makes one loop smaller than the other
 * @param tremor displacement of each point, as a fraction of the height
 * @param penRadius in pixels of the final picture
 * @param softness width in pixels over which the pen's edge fades
 */
record Handwriting(
        double slant,
        double sine,
        double cosine,
        double width,
        double bendX,
        double bendY,
        double taperX,
        double taperY,
        double stretchX,
        double stretchY,
        double tremor,
        double penRadius,
        double softness) {
    private static final int ONE = 1;

    static Handwriting draw(int digit, SplittableRandom random) {
        double turn = 0.10 * Seeds.bell(random);
        // A plain stroke varies in its slant only, and is slanted more than other digits.
        double slant = digit == ONE ? 0.25 + 0.30 * Seeds.bell(random) : 0.18 + 0.22 * Seeds.bell(random);
        // Strong bends would turn a plain stroke into a bracket and a ring into a triangle.
        double calm = digit <= ONE ? 0.5 : 0.7;
        return new Handwriting(
                slant,
                StrictMath.sin(turn),
                StrictMath.cos(turn),
                0.82 * StrictMath.exp((digit == 0 ? 0.32 : 0.25) * Seeds.bell(random)),
                calm * 0.13 * Seeds.bell(random),
                calm * 0.12 * Seeds.bell(random),
                calm * 0.25 * Seeds.bell(random),
                calm * 0.20 * Seeds.bell(random),
                0.20 * Seeds.bell(random),
                0.30 * Seeds.bell(random),
                0.02 + 0.03 * random.nextDouble(),
                Math.max(0.7, digit == ONE ? 1.5 + 0.5 * Seeds.bell(random) : 1.3 + 0.4 * Seeds.bell(random)),
                Seeds.between(0.9, 1.5, random));
    }

    /**
     * Draws the hand of a whole line. It is calmer than that of a single digit, because 1 and a slash, 0 and 6 or 1 and
     * 7 have to stay apart without a second look.
     *
     * @param height of a digit, in pixels
     */
    static Handwriting ofLine(double height, SplittableRandom random) {
        return new Handwriting(
                Math.min(0.26, Math.max(-0.08, 0.12 + 0.12 * Seeds.bell(random))),
                0,
                1,
                Seeds.between(0.60, 0.90, random),
                0.03 * Seeds.bell(random),
                0.03 * Seeds.bell(random),
                0.06 * Seeds.bell(random),
                0.05 * Seeds.bell(random),
                0.08 * Seeds.bell(random),
                0.10 * Seeds.bell(random),
                Seeds.between(0.008, 0.025, random),
                Math.max(0.9, height * Seeds.between(0.028, 0.065, random)),
                Seeds.between(0.9, 1.8, random));
    }

    /** Draws the hand of a row of numbers: as different as people are, in slant and proportions above all. */
    static Handwriting ofRow(SplittableRandom random) {
        return new Handwriting(
                Math.min(0.55, Math.max(-0.2, 0.14 + 0.16 * Seeds.bell(random))),
                0,
                1,
                Math.min(1.3, Math.max(0.42, 0.74 * StrictMath.exp(0.26 * Seeds.bell(random)))),
                0.05 * Seeds.bell(random),
                0.04 * Seeds.bell(random),
                0.09 * Seeds.bell(random),
                0.07 * Seeds.bell(random),
                0.11 * Seeds.bell(random),
                0.14 * Seeds.bell(random),
                Seeds.between(0.008, 0.035, random),
                1,
                1);
    }

    /** Draws the small differences between one character of a line and the next. */
    Handwriting next(SplittableRandom random) {
        double turn = 0.03 * Seeds.bell(random);
        return new Handwriting(
                slant + 0.02 * Seeds.bell(random),
                StrictMath.sin(turn),
                StrictMath.cos(turn),
                width * StrictMath.exp(0.07 * Seeds.bell(random)),
                bendX + 0.02 * Seeds.bell(random),
                bendY + 0.02 * Seeds.bell(random),
                taperX + 0.04 * Seeds.bell(random),
                taperY + 0.03 * Seeds.bell(random),
                stretchX + 0.05 * Seeds.bell(random),
                stretchY + 0.05 * Seeds.bell(random),
                tremor,
                penRadius,
                softness);
    }

    /** Returns a stroke as written with these parameters. */
    Stroke deformed(Stroke stroke, SplittableRandom random) {
        int n = stroke.points();
        double[] x = new double[n];
        double[] y = new double[n];
        double strayX = 1.2 * tremor * Seeds.bell(random);
        double strayY = 1.2 * tremor * Seeds.bell(random);
        for (int i = 0; i < n; i++) {
            double u = stroke.x()[i] - 0.5 + strayX + tremor * Seeds.bell(random);
            double v = stroke.y()[i] - 0.5 + strayY + tremor * Seeds.bell(random);
            double bentU = width * (u + bendX * (v * v * 4 - 0.5) + taperX * u * v * 2 + stretchX * (0.25 - u * u));
            double bentV = v + bendY * (u * u * 4 - 0.5) + taperY * u * v * 2 + stretchY * (0.25 - v * v);
            double slantedU = bentU - slant * bentV;
            x[i] = cosine * slantedU - sine * bentV;
            y[i] = sine * slantedU + cosine * bentV;
        }
        return new Stroke(x, y, stroke.corner());
    }

    /**
     * A pen stroke: a Catmull-Rom curve through points, interrupted at corners. The arrays must not be changed.
     *
     * @param x positions to the right; the digit spans 0 to 1
     * @param y positions down; the digit spans 0 to 1
     * @param corner whether the direction may change abruptly at a point
     */
    @SuppressWarnings("ArrayRecordComponent") // strokes are drawn, never compared
    record Stroke(double[] x, double[] y, boolean[] corner) {
        /** Segments between two points; at 28 pixels they look like a curve. */
        static final int STEPS = 5;

        /** Parses points such as "x,y x,y! x,y", with an exclamation mark after corners. */
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

        /** Returns the curve as a polyline for a digit of 28 pixels. */
        double[][] polyline() {
            return polyline(STEPS);
        }

        /** Returns the curve as a polyline of (points - 1) x steps + 1 positions: all x, then all y. */
        double[][] polyline(int steps) {
            int last = x.length - 1;
            double[][] line = new double[2][last * steps + 1];
            for (int i = 0; i < last; i++) {
                int before = i == 0 || corner[i] ? i : i - 1;
                int after = i + 1 == last || corner[i + 1] ? i + 1 : i + 2;
                for (int s = 0; s < steps; s++) {
                    double t = (double) s / steps;
                    line[0][i * steps + s] = between(x[before], x[i], x[i + 1], x[after], t);
                    line[1][i * steps + s] = between(y[before], y[i], y[i + 1], y[after], t);
                }
            }
            line[0][last * steps] = x[last];
            line[1][last * steps] = y[last];
            return line;
        }

        private static double between(double a, double b, double c, double d, double t) {
            double linear = c - a;
            double square = 2 * a - 5 * b + 4 * c - d;
            double cube = 3 * b - a - 3 * c + d;
            return b + 0.5 * t * (linear + t * (square + t * cube));
        }
    }
}
