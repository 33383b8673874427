package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Pen;
import io.github.trocr4j.data.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A character of a row, in units of a digit's height: y is 0 on the base line and negative above, x grows to the right.
 * Its outline in bands of height keeps neighbours apart.
 */
sealed interface RowGlyph {
    /** Height of a band. */
    double BAND = 0.1;
    /** The first band begins here; ink beyond the bands counts to the first or last. */
    double FIRST = -1.4;
    /** Number of bands. */
    int BANDS = 20;

    /** The leftmost ink of each band, or +infinity where there is none. */
    double[] left();

    /** The rightmost ink of each band, or -infinity where there is none. */
    double[] right();

    /** The highest ink. */
    double top();

    /** The lowest ink. */
    double bottom();

    /**
     * Draws it.
     *
     * @param size pixels of a unit
     * @param x position of x = 0, in pixels
     * @param y position of the base line, in pixels
     */
    void draw(Pen pen, double size, double x, double y, SplittableRandom random);

    /** Returns the leftmost ink. */
    default double least() {
        return Arrays.stream(left()).min().orElseThrow();
    }

    /** Returns the rightmost ink. */
    default double most() {
        return Arrays.stream(right()).max().orElseThrow();
    }

    /** Returns the band of a height. */
    static int band(double y) {
        return (int) Math.max(0, Math.min(BANDS - 1, (y - FIRST) / BAND));
    }

    /** Written with a pen: polylines, all x, then all y. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Strokes(List<double[][]> lines, double radius, double[] left, double[] right, double top, double bottom)
            implements RowGlyph {
        static Strokes of(List<double[][]> lines, double radius) {
            double[] left = new double[BANDS];
            double[] right = new double[BANDS];
            Arrays.fill(left, Double.POSITIVE_INFINITY);
            Arrays.fill(right, Double.NEGATIVE_INFINITY);
            double top = Double.MAX_VALUE;
            double bottom = -Double.MAX_VALUE;
            for (double[][] line : lines) {
                for (int i = 0; i < line[0].length; i++) {
                    int band = band(line[1][i]);
                    left[band] = Math.min(left[band], line[0][i] - radius);
                    right[band] = Math.max(right[band], line[0][i] + radius);
                    top = Math.min(top, line[1][i] - radius);
                    bottom = Math.max(bottom, line[1][i] + radius);
                }
            }
            return new Strokes(lines, radius, left, right, top, bottom);
        }

        /** Returns it larger or smaller, and moved, with the same pen. */
        Strokes moved(double scaleX, double scaleY, double byX, double byY) {
            for (double[][] line : lines) {
                for (int i = 0; i < line[0].length; i++) {
                    line[0][i] = line[0][i] * scaleX + byX;
                    line[1][i] = line[1][i] * scaleY + byY;
                }
            }
            return of(lines, radius);
        }

        @Override
        public void draw(Pen pen, double size, double x, double y, SplittableRandom random) {
            for (double[][] line : lines) {
                double from = 1 + Seeds.between(-0.12, 0.12, random);
                double to = 1 + Seeds.between(-0.12, 0.12, random);
                int points = line[0].length;
                for (int i = 1; i < points; i++) {
                    double pressure = from + (to - from) * i / points;
                    pen.line(
                            x + size * line[0][i - 1],
                            y + size * line[1][i - 1],
                            x + size * line[0][i],
                            y + size * line[1][i],
                            Math.max(0.6, size * radius * pressure));
                }
            }
        }
    }

    /**
     * A scanned digit, seen through an affine map: u = (column - centre) * perColumn + shear * (-v - 0.5) + byX, v =
     * (row - foot) * perRow + byY.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Scan(
            DigitScans scans,
            int digit,
            DigitScans.Box box,
            double perColumn,
            double perRow,
            double shear,
            double byX,
            double byY,
            double[] left,
            double[] right)
            implements RowGlyph {
        static Scan of(
                DigitScans scans, int digit, double perColumn, double perRow, double shear, double byX, double byY) {
            DigitScans.Box box = scans.box(digit);
            double[] left = new double[BANDS];
            double[] right = new double[BANDS];
            Arrays.fill(left, Double.POSITIVE_INFINITY);
            Arrays.fill(right, Double.NEGATIVE_INFINITY);
            for (int row = box.top(); row < box.bottom(); row++) {
                double v = (row + 0.5 - box.bottom()) * perRow;
                int[] ends = scans.ends(digit, row);
                if (ends[0] < ends[1]) {
                    int from = band(v + byY - perRow / 2);
                    int to = band(v + byY + perRow / 2);
                    double lean = shear * (-v - 0.5) + byX;
                    for (int band = from; band <= to; band++) {
                        left[band] = Math.min(left[band], (ends[0] - box.centre()) * perColumn + lean);
                        right[band] = Math.max(right[band], (ends[1] - box.centre()) * perColumn + lean);
                    }
                }
            }
            return new Scan(scans, digit, box, perColumn, perRow, shear, byX, byY, left, right);
        }

        Scan moved(double dx, double dy) {
            return of(scans, digit, perColumn, perRow, shear, byX + dx, byY + dy);
        }

        @Override
        public double top() {
            return (box.top() - box.bottom()) * perRow + byY;
        }

        @Override
        public double bottom() {
            return byY;
        }

        @Override
        public void draw(Pen pen, double size, double x, double y, SplittableRandom random) {
            scans.draw(this, pen, size, x, y);
        }
    }
}
