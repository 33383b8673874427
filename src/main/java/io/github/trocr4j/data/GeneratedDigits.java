package io.github.trocr4j.data;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Digits that nobody wrote, for machines that cannot get MNIST: {@link WritingStyles}, shaken and slanted as hands do,
 * drawn with a soft pen and fitted as MNIST's digits are (longer side 20 pixels, centre of mass in the middle of
 * 28 x 28). The same seed gives the same bytes on every platform.
 */
public final class GeneratedDigits {
    /** As many as MNIST has. */
    public static final int TRAIN_COUNT = 60_000;
    /** As many as MNIST has. */
    public static final int TEST_COUNT = 10_000;

    private static final long TRAIN = 1;
    private static final long TEST = 2;

    private GeneratedDigits() {}

    /** As many as MNIST has. */
    public static Digits generate(long seed) {
        return generate(seed, TRAIN_COUNT, TEST_COUNT);
    }

    /** So many digits to train and to test with; the two share nothing but the styles. */
    public static Digits generate(long seed, int trainCount, int testCount) {
        return new Digits(
                set(seed, TRAIN, trainCount),
                set(seed, TEST, testCount),
                "generated digits, seed " + seed,
                Digits.Origin.GENERATED,
                Map.of());
    }

    private static DigitSet set(long seed, long part, int count) {
        byte[] images = new byte[count * DigitSet.PIXELS];
        byte[] labels = new byte[count];
        // Each digit has its own stream of random numbers, so the threads' timing does not matter.
        IntStream.range(0, count).parallel().forEach(i -> {
            SplittableRandom random = Seeds.random(seed, part, i);
            int digit = Seeds.below(10, random);
            labels[i] = (byte) digit;
            write(digit, random, images, i * DigitSet.PIXELS);
        });
        return new DigitSet(images, labels);
    }

    private static void write(int digit, SplittableRandom random, byte[] images, int offset) {
        Handwriting hand = Handwriting.draw(digit, random);
        List<double[][]> lines = WritingStyles.draw(digit, random).stream()
                .map(stroke -> hand.shaken(stroke, random).polyline())
                .toList();
        double radius = hand.penRadius();
        Fit fit = Fit.of(lines, radius);
        Pen pen = new Pen(hand.softness());
        for (double[][] line : lines) {
            double[] x = line[0];
            double[] y = line[1];
            double pressureFrom = 1 + Seeds.between(-0.15, 0.15, random);
            double pressureTo = 1 + Seeds.between(-0.15, 0.15, random);
            for (int i = 1; i < x.length; i++) {
                double pressure = pressureFrom + (pressureTo - pressureFrom) * i / x.length;
                pen.line(fit.x(x[i - 1]), fit.y(y[i - 1]), fit.x(x[i]), fit.y(y[i]), radius * pressure);
            }
        }
        pen.copyInto(images, offset);
    }

    /** From the plane of the strokes to pixels: place * scale + shift. */
    private record Fit(double scale, double shiftX, double shiftY) {
        private static final double BOX = 20;

        static Fit of(List<double[][]> lines, double radius) {
            double left = Double.POSITIVE_INFINITY;
            double top = Double.POSITIVE_INFINITY;
            double right = Double.NEGATIVE_INFINITY;
            double bottom = Double.NEGATIVE_INFINITY;
            double length = 0;
            double momentX = 0;
            double momentY = 0;
            for (double[][] line : lines) {
                double[] x = line[0];
                double[] y = line[1];
                for (int i = 0; i < x.length; i++) {
                    left = Math.min(left, x[i]);
                    right = Math.max(right, x[i]);
                    top = Math.min(top, y[i]);
                    bottom = Math.max(bottom, y[i]);
                    if (i > 0) {
                        double piece = Math.sqrt(
                                (x[i] - x[i - 1]) * (x[i] - x[i - 1]) + (y[i] - y[i - 1]) * (y[i] - y[i - 1]));
                        length += piece;
                        momentX += piece * (x[i] + x[i - 1]) / 2;
                        momentY += piece * (y[i] + y[i - 1]) / 2;
                    }
                }
            }
            double scale = (BOX - 2 * radius) / Math.max(1e-6, Math.max(right - left, bottom - top));
            // The stroke has one width, so its centre line has the ink's centre of mass. Whole pixels of shift,
            // as in MNIST: the box of 20 pixels stays aligned with the grid.
            double shiftX = Math.rint(Strip.SIDE / 2.0 - momentX / length * scale + left * scale - radius);
            double shiftY = Math.rint(Strip.SIDE / 2.0 - momentY / length * scale + top * scale - radius);
            return new Fit(scale, shiftX - left * scale + radius, shiftY - top * scale + radius);
        }

        double x(double place) {
            return place * scale + shiftX;
        }

        double y(double place) {
            return place * scale + shiftY;
        }
    }
}
