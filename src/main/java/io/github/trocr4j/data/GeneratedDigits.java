package io.github.trocr4j.data;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Generates digits for machines without MNIST: {@link WritingStyles}, randomly deformed like handwriting, drawn with a
 * soft pen and normalised as MNIST's digits are (longer side 20 pixels, centre of mass in the middle of 28 x 28). The
 * same seed gives the same bytes on every platform.
 */
public final class GeneratedDigits {
    /** Size of MNIST's training set. */
    public static final int TRAIN_COUNT = 60_000;
    /** Size of MNIST's test set. */
    public static final int TEST_COUNT = 10_000;

    private static final long TRAIN = 1;
    private static final long TEST = 2;

    private GeneratedDigits() {}

    /** Generates as many digits as MNIST has. */
    public static Digits generate(long seed) {
        return generate(seed, TRAIN_COUNT, TEST_COUNT);
    }

    /** Generates training and test digits, which are independent of each other except for the styles. */
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
        // Each digit has its own random stream, so the result does not depend on thread scheduling.
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
                .map(stroke -> hand.deformed(stroke, random).polyline())
                .toList();
        double radius = hand.penRadius();
        Fit fit = Fit.of(lines, radius);
        Pen pen = new Pen(Strip.SIDE, Strip.SIDE, hand.softness());
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
        copyCentred(pen.coverage(), images, offset);
    }

    /**
     * Writes the picture, 784 bytes with 255 for full coverage, shifted by whole pixels so that the ink's centre of
     * mass is in the middle, as in MNIST.
     */
    private static void copyCentred(float[] coverage, byte[] images, int offset) {
        double ink = 1e-9;
        double momentX = 0;
        double momentY = 0;
        for (int y = 0; y < Strip.SIDE; y++) {
            for (int x = 0; x < Strip.SIDE; x++) {
                float covered = coverage[y * Strip.SIDE + x];
                ink += covered;
                momentX += covered * (x + 0.5);
                momentY += covered * (y + 0.5);
            }
        }
        int shiftX = (int) Math.rint(Strip.SIDE / 2.0 - momentX / ink);
        int shiftY = (int) Math.rint(Strip.SIDE / 2.0 - momentY / ink);
        for (int y = Math.max(0, shiftY); y < Math.min(Strip.SIDE, Strip.SIDE + shiftY); y++) {
            for (int x = Math.max(0, shiftX); x < Math.min(Strip.SIDE, Strip.SIDE + shiftX); x++) {
                float covered = coverage[(y - shiftY) * Strip.SIDE + x - shiftX];
                images[offset + y * Strip.SIDE + x] = (byte) (int) (covered * 255 + 0.5f);
            }
        }
    }

    /**
     * Maps the strokes' plane to pixels: position * scale + shift. The ink's bounding box begins at (4, 4) and its
     * longer side is 20.
     */
    private record Fit(double scale, double shiftX, double shiftY) {
        private static final double BOX = 20;
        private static final double MARGIN = (Strip.SIDE - BOX) / 2;

        static Fit of(List<double[][]> lines, double radius) {
            DoubleSummaryStatistics x = range(lines, 0);
            DoubleSummaryStatistics y = range(lines, 1);
            double longer = Math.max(x.getMax() - x.getMin(), y.getMax() - y.getMin());
            double scale = (BOX - 2 * radius) / Math.max(1e-6, longer);
            return new Fit(scale, MARGIN + radius - x.getMin() * scale, MARGIN + radius - y.getMin() * scale);
        }

        double x(double place) {
            return place * scale + shiftX;
        }

        double y(double place) {
            return place * scale + shiftY;
        }

        private static DoubleSummaryStatistics range(List<double[][]> lines, int axis) {
            return lines.stream()
                    .flatMapToDouble(line -> DoubleStream.of(line[axis]))
                    .summaryStatistics();
        }
    }
}
