package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Pen;
import io.github.trocr4j.data.Seeds;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A piece of paper in pixels: what a pen has written, and what is printed or stamped. Lengths of what is printed are in
 * units of a digit's height.
 */
final class RowSheet {
    private final int width;
    private final int height;
    private final double unit;
    private final double penRadius;
    private final Pen ink;
    private final float[] print;
    private boolean patterned;

    /**
     * Creates an empty one.
     *
     * @param unit height of a digit in pixels
     * @param penRadius half the width of the pen's line in pixels
     * @param softness width in pixels over which the pen's edge fades
     */
    RowSheet(int width, int height, double unit, double penRadius, double softness) {
        this.width = width;
        this.height = height;
        this.unit = unit;
        this.penRadius = penRadius;
        ink = new Pen(width, height, softness);
        print = new float[width * height];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    double unit() {
        return unit;
    }

    /** Returns half the width of the pen's line in pixels. */
    double penRadius() {
        return penRadius;
    }

    /** Returns whether the paper has a pattern or squares, on which faint ink could not be read. */
    boolean patterned() {
        return patterned;
    }

    Pen ink() {
        return ink;
    }

    /** Returns how dark the print is, 0 to 1, row by row; not a copy. */
    float[] print() {
        return print;
    }

    private void print(double dark, double softness, Consumer<Pen> drawing) {
        Pen pen = new Pen(width, height, softness);
        drawing.accept(pen);
        float[] covered = pen.coverage();
        for (int i = 0; i < print.length; i++) {
            print[i] = Math.max(print[i], (float) dark * covered[i]);
        }
    }

    /** Prints a line across the sheet, or several at a distance in pixels below and above it. */
    void rule(double y, double distance, SplittableRandom random) {
        double slope = 0.006 * Seeds.bell(random);
        double radius = Math.max(0.4, unit * Seeds.between(0.006, 0.03, random));
        boolean dotted = random.nextDouble() < 0.15;
        double dark = Seeds.between(0.15, random.nextDouble() < 0.4 ? 1 : 0.5, random);
        int around = distance > 0 ? (int) (height / distance) + 1 : 0;
        print(dark, 1, pen -> {
            for (int i = -around; i <= around; i++) {
                double at = y + i * distance;
                if (dotted) {
                    double step = Math.max(4 * radius, 0.1 * unit);
                    for (double x = 0; x < width; x += step) {
                        pen.line(x, at + slope * x, x + radius, at + slope * x, radius);
                    }
                } else {
                    pen.line(-2, at, width + 2, at + slope * width, radius);
                }
            }
        });
    }

    /** Prints squared paper. */
    void grid(SplittableRandom random) {
        patterned = true;
        double cell = unit * Seeds.between(0.35, 1.1, random);
        double slope = 0.008 * Seeds.bell(random);
        double shiftX = Seeds.between(0, cell, random);
        double shiftY = Seeds.between(0, cell, random);
        double radius = Math.max(0.4, unit * Seeds.between(0.006, 0.016, random));
        print(Seeds.between(0.1, 0.45, random), 1, pen -> {
            for (double y = shiftY - cell; y < height + cell; y += cell) {
                pen.line(-2, y, width + 2, y + slope * width, radius);
            }
            for (double x = shiftX - cell; x < width + cell; x += cell) {
                pen.line(x, -2, x - slope * height, height + 2, radius);
            }
        });
    }

    /**
     * Prints a box around each digit.
     *
     * @param middle of the first digit, in pixels
     * @param pitch distance of the digits, in pixels
     * @param base the base line, in pixels
     * @param comb whether the boxes are open at the top
     */
    void boxes(double middle, double pitch, int count, double base, boolean comb, SplittableRandom random) {
        double radius = Math.max(0.4, unit * Seeds.between(0.008, 0.035, random));
        double bottom = base + unit * Seeds.between(0.05, 0.25, random);
        double top =
                comb ? bottom - unit * Seeds.between(0.2, 0.6, random) : base - unit * Seeds.between(1.08, 1.4, random);
        double half = comb || random.nextDouble() < 0.6 ? pitch / 2 : pitch * Seeds.between(0.42, 0.49, random);
        double dark = Seeds.between(0.2, random.nextDouble() < 0.4 ? 1 : 0.6, random);
        print(dark, 1, pen -> {
            for (int i = 0; i < count; i++) {
                double left = middle + i * pitch - half;
                double right = left + 2 * half;
                pen.line(left, top, left, bottom, radius);
                pen.line(right, top, right, bottom, radius);
                pen.line(left, bottom, right, bottom, radius);
                if (!comb) {
                    pen.line(left, top, right, top, radius);
                }
            }
        });
    }

    /**
     * Prints one to four edges of a frame, outside of the writing.
     *
     * @param left of the writing, in pixels
     * @param right of the writing, in pixels
     * @param top of the writing, in pixels
     * @param bottom of the writing, in pixels
     */
    void frame(double left, double top, double right, double bottom, SplittableRandom random) {
        double radius = Math.max(0.5, unit * Seeds.between(0.01, 0.05, random));
        double slope = 0.01 * Seeds.bell(random);
        double x0 = left * Seeds.between(0.1, 0.85, random);
        double x1 = right + (width - right) * Seeds.between(0.15, 0.9, random);
        double y0 = top * Seeds.between(0.05, 0.8, random);
        double y1 = bottom + (height - bottom) * Seeds.between(0.2, 0.95, random);
        int edges = 1 + Seeds.below(15, random);
        print(Seeds.between(0.4, 1, random), 1, pen -> {
            if ((edges & 1) != 0) {
                pen.line((edges & 4) != 0 ? x0 : -2, y1, (edges & 8) != 0 ? x1 : width + 2, y1 + slope * width, radius);
            }
            if ((edges & 2) != 0) {
                pen.line((edges & 4) != 0 ? x0 : -2, y0, (edges & 8) != 0 ? x1 : width + 2, y0 + slope * width, radius);
            }
            if ((edges & 4) != 0) {
                pen.line(x0, (edges & 2) != 0 ? y0 : -2, x0, (edges & 1) != 0 ? y1 : height + 2, radius);
            }
            if ((edges & 8) != 0) {
                pen.line(x1, (edges & 2) != 0 ? y0 : -2, x1, (edges & 1) != 0 ? y1 : height + 2, radius);
            }
        });
    }

    /** Prints the arcs of a round stamp, whose middle is outside of the sheet or near its edge. */
    void stamp(SplittableRandom random) {
        double radius = unit * Seeds.between(0.9, 2.5, random);
        double x = Seeds.between(-0.1, 1.1, random) * width;
        double y = height
                * (random.nextDouble() < 0.5 ? Seeds.between(-0.6, 0.1, random) : Seeds.between(0.9, 1.6, random));
        double thick = Math.max(0.6, unit * Seeds.between(0.02, 0.05, random));
        int rings = 1 + Seeds.below(2, random);
        print(Seeds.between(0.25, 0.6, random), 1.5, pen -> {
            for (int ring = 0; ring < rings; ring++) {
                double r = radius * (1 - 0.18 * ring);
                for (int i = 0; i < 48; i++) {
                    double from = i * Math.PI / 24;
                    double to = from + Math.PI / 24;
                    pen.line(
                            x + r * StrictMath.cos(from),
                            y + r * StrictMath.sin(from),
                            x + r * StrictMath.cos(to),
                            y + r * StrictMath.sin(to),
                            thick);
                }
            }
        });
    }

    /** Prints a pattern as on cheques: fine lines, straight or waving, in one or two directions. */
    void pattern(SplittableRandom random) {
        patterned = true;
        int families = 1 + Seeds.below(2, random);
        double dark = Seeds.between(0.06, 0.3, random);
        for (int family = 0; family < families; family++) {
            double period = unit * Seeds.between(0.09, 0.4, random);
            double angle = Seeds.between(0, Math.PI, random);
            float perX = (float) (StrictMath.cos(angle) / period);
            float perY = (float) (StrictMath.sin(angle) / period);
            double swing = random.nextDouble() < 0.5 ? Seeds.between(0.2, 1.5, random) : 0;
            double wave = 6.28 / (unit * Seeds.between(0.5, 2.5, random));
            float share = (float) Seeds.between(0.15, 0.5, random);
            float[] byX = new float[width];
            for (int x = 0; x < width; x++) {
                byX[x] = (float) (perX * x + swing * StrictMath.sin(wave * x)) + 1000;
            }
            for (int y = 0, i = 0; y < height; y++) {
                float own = perY * y;
                for (int x = 0; x < width; x++, i++) {
                    float phase = byX[x] + own;
                    float distance = Math.abs(phase - (int) phase - 0.5f); // 0 in the middle of a line
                    float covered = Math.max(0, Math.min(1, 0.5f + (share / 2 - distance) * (float) period));
                    print[i] = Math.max(print[i], (float) dark * covered);
                }
            }
        }
    }

    /** Breaks strokes: small gaps across them. */
    void breakStrokes(int gaps, SplittableRandom random) {
        float[] covered = ink.coverage();
        for (int gap = 0; gap < gaps; gap++) {
            int at = inked(random);
            if (at < 0) {
                return;
            }
            int row = at / width;
            double half = unit * 0.13;
            double x = at % width + 0.5;
            double y = row + 0.5;
            double dx = 0;
            double dy = 0;
            double least = Double.MAX_VALUE;
            double first = Seeds.between(0, Math.PI, random);
            for (int i = 0; i < 4; i++) { // the shortest way across
                double angle = first + i * Math.PI / 4;
                double alongX = half * StrictMath.cos(angle);
                double alongY = half * StrictMath.sin(angle);
                double crossed = crossed(x, y, alongX, alongY);
                if (crossed < least) {
                    least = crossed;
                    dx = alongX;
                    dy = alongY;
                }
            }
            Pen eraser = new Pen(width, height, 1);
            eraser.line(x - dx, y - dy, x + dx, y + dy, unit * Seeds.between(0.012, 0.04, random));
            float[] erased = eraser.coverage();
            int from = Math.max(0, (int) (y - half - 4)) * width;
            int to = Math.min(height, (int) (y + half + 5)) * width;
            for (int i = from; i < to; i++) {
                covered[i] *= 1 - erased[i];
            }
        }
    }

    private double crossed(double x, double y, double dx, double dy) {
        double sum = 0;
        for (int step = -6; step <= 6; step++) {
            int column = (int) (x + dx * step / 6);
            int row = (int) (y + dy * step / 6);
            if (column >= 0 && column < width && row >= 0 && row < height) {
                sum += ink.coverage()[row * width + column];
            }
        }
        return sum;
    }

    private int inked(SplittableRandom random) {
        float[] covered = ink.coverage();
        for (int tries = 0; tries < 200; tries++) {
            int at = Seeds.below(covered.length, random);
            if (covered[at] > 0.5f) {
                return at;
            }
        }
        return -1;
    }

    /** Throws specks and short fibres on the paper. */
    void specks(int count, SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            double x = random.nextDouble() * width;
            double y = random.nextDouble() * height;
            double long1 = random.nextDouble() < 0.2 ? 0.06 * unit : 0.01 * unit;
            ink.line(
                    x,
                    y,
                    x + long1 * Seeds.bell(random),
                    y + long1 * Seeds.bell(random),
                    Math.max(0.4, unit * Seeds.between(0.006, 0.028, random)));
        }
    }
}
