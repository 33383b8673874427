package io.github.trocr4j.data;

import java.util.SplittableRandom;

/**
 * One hand at one moment: how it slants, proportions and bends a whole digit, how far each point strays, and its pen.
 * The spreads were chosen so that the digits look like MNIST's and a small classifier trained on them reads MNIST.
 *
 * @param slant to the right, as a share of the height
 * @param sine of the turn of the whole digit
 * @param cosine of the turn of the whole digit
 * @param width of the digit in heights
 * @param bendX how far top and bottom bow sideways against the middle
 * @param bendY how far the sides bow up or down against the middle
 * @param taperX how much wider the bottom is than the top
 * @param taperY how much taller the right side is than the left
 * @param stretchX how far the vertical middle moves sideways, which makes one side narrower than the other
 * @param stretchY how far the horizontal middle moves down, which makes one loop smaller than the other
 * @param tremor how far each point strays, in heights
 * @param penRadius in pixels of the finished picture
 * @param softness pixels over which the pen's edge fades
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
        // A bare stroke has nothing but its slant to differ in, and writers lean it most.
        double slant = digit == ONE ? 0.25 + 0.30 * Seeds.bell(random) : 0.18 + 0.22 * Seeds.bell(random);
        // Bent as a whole, a bare stroke is a bracket and a ring a triangle: nobody writes 1 and 0 like that.
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

    /** The stroke as this hand writes it. */
    Stroke shaken(Stroke stroke, SplittableRandom random) {
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
}
