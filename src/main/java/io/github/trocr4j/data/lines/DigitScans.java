package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.Pen;
import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.Strip;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Scanned digits of a set, with the slant and the pen of each, so that those of a row can be alike. */
final class DigitScans {
    private static final int SIDE = Strip.SIDE;
    /** Ink is at least this. */
    private static final int INK = 80;

    private final DigitSet set;
    private final float[] slants;
    private final float[] pens;
    private final List<List<Integer>> byLabel = new ArrayList<>();

    /**
     * The ink of a digit: columns left to right, rows top to bottom, the latter excluded.
     *
     * @param centre column of the middle
     */
    record Box(int left, int top, int right, int bottom, double centre) {}

    /**
     * Measures the digits.
     *
     * @throws IllegalArgumentException if a digit from 0 to 9 is missing
     */
    DigitScans(DigitSet set) {
        this.set = set;
        slants = new float[set.size()];
        pens = new float[set.size()];
        for (int i = 0; i < 10; i++) {
            byLabel.add(new ArrayList<>());
        }
        boolean[] inked = new boolean[set.size()];
        IntStream.range(0, set.size()).parallel().forEach(i -> inked[i] = measure(i));
        for (int i = 0; i < set.size(); i++) {
            if (inked[i]) {
                byLabel.get(set.label(i)).add(i);
            }
        }
        for (int i = 0; i < 10; i++) {
            if (byLabel.get(i).isEmpty()) {
                throw new IllegalArgumentException("expected digits from 0 to 9, found no " + i);
            }
        }
    }

    /** Returns whether there is ink. */
    private boolean measure(int index) {
        double ink = 0;
        double sumX = 0;
        double sumY = 0;
        double sumXy = 0;
        double sumYy = 0;
        double edges = 0;
        for (int y = 0; y < SIDE; y++) {
            int before = 0;
            for (int x = 0; x < SIDE; x++) {
                int value = level(index, x, y);
                edges += Math.abs(value - before) + Math.abs(value - level(index, x, y - 1));
                before = value;
                ink += value;
                sumX += value * x;
                sumY += value * y;
                sumXy += (double) value * x * y;
                sumYy += (double) value * y * y;
            }
        }
        if (ink < 255 * 8) {
            return false;
        }
        double variance = sumYy / ink - sumY / ink * (sumY / ink);
        double covariance = sumXy / ink - sumX / ink * (sumY / ink);
        slants[index] = (float) Math.max(-0.7, Math.min(0.7, -covariance / Math.max(1, variance)));
        // A stroke has two edges; their length is pi / 4 of the sum along both axes, on average.
        pens[index] = (float) (2 * ink / (0.785 * edges));
        return box(index).bottom() > box(index).top();
    }

    /** Draws the pixels of a digit with this label, 28 x 28. */
    byte[] any(int label, SplittableRandom random) {
        List<Integer> all = byLabel.get(label);
        return set.image(all.get(Seeds.below(all.size(), random)));
    }

    /**
     * Draws a digit with this label.
     *
     * @param pen width of the line in pixels of the scan; the nearest of a few digits is taken
     */
    int pick(int label, double pen, SplittableRandom random) {
        List<Integer> all = byLabel.get(label);
        int best = all.get(Seeds.below(all.size(), random));
        for (int i = 0; i < 3; i++) {
            int other = all.get(Seeds.below(all.size(), random));
            if (Math.abs(pens[other] - pen) < Math.abs(pens[best] - pen)) {
                best = other;
            }
        }
        return best;
    }

    /** Returns how far a digit leans to the right, as a share of its height. */
    double slant(int index) {
        return slants[index];
    }

    Box box(int index) {
        int left = SIDE;
        int right = 0;
        int top = SIDE;
        int bottom = 0;
        for (int y = 0; y < SIDE; y++) {
            int[] ends = ends(index, y);
            if (ends[0] < ends[1]) {
                left = Math.min(left, ends[0]);
                right = Math.max(right, ends[1]);
                top = Math.min(top, y);
                bottom = y + 1;
            }
        }
        return new Box(left, top, right, bottom, (left + right) / 2.0);
    }

    /** Returns the first column with ink, and that after the last; equal if there is none. */
    int[] ends(int index, int row) {
        int left = 0;
        int right = SIDE;
        while (left < SIDE && level(index, left, row) < INK) {
            left++;
        }
        while (right > left && level(index, right - 1, row) < INK) {
            right--;
        }
        return new int[] {left, right};
    }

    private int level(int index, int x, int y) {
        return x < 0 || y < 0 || x >= SIDE || y >= SIDE
                ? 0
                : set.images()[index * DigitSet.PIXELS + y * SIDE + x] & 0xff;
    }

    /** Draws a scan: smoothed by quadratic B-splines, with edges as sharp as a pen's. */
    void draw(RowGlyph.Scan scan, Pen pen, double size, double x, double y) {
        float[] padded = padded(scan.digit());
        int stride = SIDE + 4;
        Box box = scan.box();
        double lean = Math.abs(scan.shear()) * size;
        pen.each(
                x + size * (scan.least() - 2 * scan.perColumn()) - lean,
                y + size * (scan.top() - 2 * scan.perRow()),
                x + size * (scan.most() + 2 * scan.perColumn()) + lean,
                y + size * (scan.bottom() + 2 * scan.perRow()),
                // An edge of the scan is two pixels wide.
                Math.max(1.3, Math.min(4, 1.6 * scan.perRow() * size)),
                (px, py) -> {
                    double v = (py - y) / size - scan.byY();
                    double u = (px - x) / size - scan.byX() - scan.shear() * (-v - 0.5);
                    double column = u / scan.perColumn() + box.centre() + 1.5;
                    double row = v / scan.perRow() + box.bottom() + 1.5;
                    if (column < 1 || row < 1 || column >= stride - 2 || row >= stride - 2) {
                        return 0;
                    }
                    int c = (int) (column + 0.5);
                    int r = (int) (row + 0.5);
                    double fx = column - c;
                    double fy = row - r;
                    int at = r * stride + c;
                    return spline(
                            fy,
                            across(padded, at - stride, fx),
                            across(padded, at, fx),
                            across(padded, at + stride, fx));
                });
    }

    private static double across(float[] padded, int at, double fraction) {
        return spline(fraction, padded[at - 1], padded[at], padded[at + 1]);
    }

    /** Quadratic B-spline; the fraction is within +-0.5 of the middle value. */
    private static double spline(double fraction, double before, double middle, double after) {
        double low = 0.5 - fraction;
        double high = 0.5 + fraction;
        return 0.5 * (low * low * before + high * high * after) + (0.75 - fraction * fraction) * middle;
    }

    /** Returns the digit with a margin of two pixels, 0 to 1. */
    private float[] padded(int index) {
        int stride = SIDE + 4;
        float[] padded = new float[stride * stride];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                padded[(y + 2) * stride + x + 2] = level(index, x, y) / 255f;
            }
        }
        return padded;
    }
}
