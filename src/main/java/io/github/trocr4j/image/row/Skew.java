package io.github.trocr4j.image.row;

import java.util.Comparator;
import java.util.List;

/**
 * Measures how far the rows of writing are turned: projected onto the page's side at the right angle, the ink changes
 * most from place to place (W. Postl, "Detection of linear oblique structures and skew scan in digitized documents",
 * 1986).
 */
final class Skew {
    private static final double MAX_DEGREES = 27;
    private static final double STEP_DEGREES = 1;
    private static final int POINTS = 20_000;

    /** How much better than level an angle has to be, as a share. */
    private static final double CLEARLY = 1.2;

    private Skew() {}

    /**
     * Returns the angle of the rows.
     *
     * @param parts of writing, in upright coordinates
     * @param columns of the plane
     * @return radians clockwise; 0 if it cannot be told
     */
    static double angle(List<Parts.Part> parts, int columns) {
        if (parts.size() < 3) {
            return 0;
        }
        double size = typicalSize(parts);
        List<Parts.Part> writing = parts.stream()
                .filter(part -> part.longer() > 0.35 * size && part.longer() < 3 * size)
                .toList();
        if (writing.size() < 3) {
            return 0;
        }
        long area = writing.stream().mapToLong(Parts.Part::area).sum();
        int step = (int) Math.max(1, area / POINTS);
        int count = 0;
        double[] x = new double[(int) (area / step) + writing.size() + 1];
        double[] y = new double[x.length];
        for (Parts.Part part : writing) {
            for (int i = 0; i < part.pixels().length; i += step) {
                x[count] = part.pixels()[i] % columns;
                int row = part.pixels()[i] / columns;
                y[count++] = row;
            }
        }
        double level = gathered(x, y, count, 0, size / 8);
        double best = 0;
        double most = CLEARLY * level;
        for (double degrees = -MAX_DEGREES; degrees <= MAX_DEGREES; degrees += STEP_DEGREES) {
            double angle = Math.toRadians(degrees);
            double gathered = gathered(x, y, count, angle, size / 8);
            if (gathered > most) {
                most = gathered;
                best = angle;
            }
        }
        return best;
    }

    /** Returns the size of most of the ink. */
    static double typicalSize(List<Parts.Part> parts) {
        List<Parts.Part> sorted = parts.stream()
                .sorted(Comparator.comparingDouble(Parts.Part::longer))
                .toList();
        double all = sorted.stream().mapToDouble(Parts.Part::area).sum();
        double sum = 0;
        for (Parts.Part part : sorted) {
            sum += part.area();
            if (2 * sum >= all) {
                return part.longer();
            }
        }
        return 1;
    }

    private static double gathered(double[] x, double[] y, int count, double angle, double bin) {
        double sin = Math.sin(angle);
        double cos = Math.cos(angle);
        double least = Double.MAX_VALUE;
        double most = -Double.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            double v = cos * y[i] - sin * x[i];
            least = Math.min(least, v);
            most = Math.max(most, v);
        }
        double[] bins = new double[(int) ((most - least) / bin) + 2];
        for (int i = 0; i < count; i++) {
            double place = (cos * y[i] - sin * x[i] - least) / bin;
            int lower = (int) place;
            bins[lower] += 1 - (place - lower);
            bins[lower + 1] += place - lower;
        }
        double sum = 0;
        for (int i = 1; i < bins.length; i++) {
            sum += (bins[i] - bins[i - 1]) * (bins[i] - bins[i - 1]);
        }
        return sum;
    }
}
