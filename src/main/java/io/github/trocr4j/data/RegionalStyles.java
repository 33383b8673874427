package io.github.trocr4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ways to write digits that {@link WritingStyles} lacks, because MNIST hardly has them: 1 with an upstroke or a foot,
 * crossed 7, open 4, 9 like a g, 2 with a loop, 0 open or with a tail, 5 with a separate bar, 8 in two circles. Each is
 * drawn anew with its own proportions. Designed for this project.
 */
final class RegionalStyles {
    private final SplittableRandom random;
    private final List<Handwriting.Stroke> strokes = new ArrayList<>();

    private RegionalStyles(SplittableRandom random) {
        this.random = random;
    }

    /** Draws a style of a digit at random: strokes in the unit square, or a little beyond it. */
    static List<Handwriting.Stroke> draw(int digit, SplittableRandom random) {
        RegionalStyles style = new RegionalStyles(random);
        switch (digit) {
            case 0 -> style.zero();
            case 1 -> style.one();
            case 2 -> style.two();
            case 3 -> style.three();
            case 4 -> style.four();
            case 5 -> style.five();
            case 6 -> style.six();
            case 7 -> style.seven();
            case 8 -> style.eight();
            default -> style.nine();
        }
        return style.strokes;
    }

    private void zero() {
        double from = between(-2.2, -1);
        if (chance(0.3)) { // open at the top
            curve(arc(0.5, 0.5, 0.47, 0.5, from, -between(5.55, 5.95)));
        } else if (chance(0.35)) { // the end crosses over, or leads to the next digit
            double[] ring = arc(0.5, 0.5, 0.47, 0.5, between(-2.0, -1.3), -6.2);
            double reach = between(0.6, 1.25);
            curve(join(ring, reach - 0.25, between(0.1, 0.2), reach, between(-0.02, 0.1)));
        } else {
            curve(arc(0.5, 0.5, 0.47, 0.5, from, -between(6.1, 6.9)));
            if (chance(0.06)) { // crossed, as programmers do
                curve(0.85, 0.1, 0.5, 0.5, 0.15, 0.9);
            }
        }
    }

    private void one() {
        double wide = between(0.12, 0.5);
        double drop = chance(0.3) ? between(0.6, 0.97) : between(0.22 + 0.5 * wide, 0.65);
        double lean = between(-0.06, 0.06);
        double top = 0.6;
        if (chance(0.5)) {
            corners(top - wide, drop, top, 0, top + lean, 1);
        } else { // the upstroke is bowed
            double bow = between(-0.05, 0.05);
            curveWithCorner(2, top - wide, drop, top - wide / 2 + bow, drop / 2 + bow, top, 0, top + lean, 1);
        }
        if (chance(0.25)) {
            double half = between(0.15, 0.4);
            double tilt = between(-0.03, 0.03);
            curve(top + lean - half, 1 + tilt, top + lean, 1, top + lean + half, 1 - tilt);
        }
    }

    private void two() {
        double top = between(0.05, 0.3);
        double bowl = between(0.7, 0.88);
        if (chance(0.55)) { // a loop at the foot
            double size = between(0.12, 0.3);
            curve(
                    0.08,
                    top,
                    0.35,
                    0,
                    bowl - 0.08,
                    0.06,
                    bowl,
                    0.3,
                    0.6,
                    0.64,
                    0.3,
                    0.95,
                    0.1,
                    0.99,
                    0.02,
                    1 - size * 0.6,
                    0.14,
                    1 - size,
                    0.4,
                    1 - size * 0.55,
                    0.7,
                    0.99,
                    between(0.95, 1.15),
                    between(0.86, 0.97));
        } else { // a curled start
            curveWithCorner(
                    6,
                    0.2,
                    0.34,
                    0.06,
                    0.18,
                    0.28,
                    0,
                    bowl - 0.1,
                    0.04,
                    bowl,
                    0.3,
                    0.5,
                    0.68,
                    0.04,
                    1,
                    0.5,
                    between(0.93, 1),
                    0.98,
                    between(0.92, 1));
        }
    }

    private void three() {
        if (chance(0.45)) { // flat top
            double y = between(0, 0.06);
            curveWithCorners(
                    List.of(1, 2),
                    between(0.05, 0.2),
                    0.04,
                    0.85,
                    y,
                    between(0.35, 0.5),
                    0.4,
                    0.8,
                    0.5,
                    0.93,
                    0.74,
                    0.65,
                    1,
                    0.05,
                    between(0.85, 0.97));
        } else { // two bows of any proportion
            double waist = between(0.38, 0.54);
            double in = between(0.25, 0.55);
            curveWithCorner(
                    4,
                    0.06,
                    between(0.08, 0.2),
                    0.4,
                    0,
                    0.8,
                    0.1,
                    0.76,
                    waist - 0.12,
                    in,
                    waist,
                    0.8,
                    waist + 0.1,
                    0.95,
                    0.76,
                    0.55,
                    1,
                    0.02,
                    between(0.82, 0.97));
        }
    }

    private void four() {
        double bar = between(0.5, 0.74);
        if (chance(0.6)) { // open: an angle, and a stem that may be short
            double left = between(0, 0.12);
            corners(between(0.15, 0.45), 0, left, bar, between(0.85, 1.05), bar - between(-0.04, 0.1));
            double stem = between(0.55, 0.8);
            curve(stem, between(0, bar - 0.2), stem - 0.03, 0.6, stem - between(0, 0.15), 1);
        } else if (chance(0.5)) { // closed, in one stroke
            double stem = between(0.6, 0.8);
            corners(stem - 0.05, 1, stem, 0, 0.02, bar, 1, bar - between(-0.03, 0.06));
        } else { // with a round left side
            double stem = between(0.7, 0.9);
            curve(0.12, 0, 0.06, 0.3, 0.2, bar - 0.05, 0.55, bar, stem + 0.1, bar - 0.12);
            curve(stem, 0, stem, 0.5, stem - 0.06, 1);
        }
    }

    private void five() {
        double neck = between(0.2, 0.34);
        double belly = between(0.68, 0.95);
        curveWithCorner(
                1,
                neck,
                between(0.02, 0.1),
                neck - between(0, 0.08),
                between(0.36, 0.48),
                0.5,
                0.36,
                belly,
                0.55,
                belly - 0.06,
                0.85,
                0.4,
                1,
                0.02,
                between(0.85, 0.98));
        double from = neck + between(-0.06, 0.12);
        double y = between(-0.06, 0.08);
        curve(from, y + between(-0.02, 0.04), (from + 1) / 2, y, between(0.85, 1.1), y - between(-0.02, 0.1));
    }

    private void six() {
        double ring = between(0.2, 0.3);
        double start = between(0.35, 0.85);
        double[] stem = {start, 0, 0.3 * start + 0.1, 0.35, 0.04, 0.7};
        curve(join(stem, arc(0.45, 1 - ring, 0.42, ring, 2.6, -between(5.2, 6.6))));
    }

    private void seven() {
        double foot = between(0.3, 0.62);
        double right = between(0.85, 1);
        double bow = between(-0.06, 0.08);
        double y = between(0, 0.06);
        double midX = (right + foot) / 2 + bow;
        if (chance(0.35)) { // a serif at the left
            curveWithCorners(List.of(1, 2), 0.04, between(0.15, 0.32), 0.06, y, right, 0.02, midX, 0.48, foot, 1);
        } else if (chance(0.35)) { // a wave
            curveWithCorner(3, 0.02, y + 0.08, 0.25, y - 0.04, 0.6, y + 0.05, right, 0, midX, 0.48, foot, 1);
        } else {
            curveWithCorner(1, 0.02, y, right, 0.02, midX, 0.48, foot, 1);
        }
        if (chance(0.85)) { // crossed
            double at = between(0.4, 0.62);
            double middle = right + (foot - right) * at + bow * 0.9;
            double half = between(0.16, 0.38);
            double tilt = between(-0.09, 0.04);
            curve(middle - half, at - tilt, middle, at, middle + half, at + tilt);
        }
    }

    private void eight() {
        double waist = between(0.42, 0.52);
        if (chance(0.6)) { // two circles, which may miss each other a little
            double apart = between(-0.04, 0.03);
            double upper = between(0.26, 0.4);
            curve(arc(0.5, waist / 2, upper, waist / 2, between(-3, 3), -between(5.9, 6.7)));
            double half = (1 - waist) / 2;
            curve(arc(
                    0.5 + between(-0.07, 0.07),
                    1 - half + apart,
                    between(0.34, 0.5),
                    half,
                    between(-2.2, -0.9),
                    -between(5.9, 6.7)));
        } else { // an S closed by a straight stroke
            curveWithCorner(
                    7,
                    0.85,
                    0.12,
                    0.5,
                    0,
                    0.16,
                    0.16,
                    0.4,
                    waist,
                    0.78,
                    waist + 0.25,
                    0.5,
                    1,
                    0.15,
                    0.8,
                    0.2,
                    0.72,
                    0.5,
                    waist + 0.02,
                    between(0.75, 0.95),
                    between(0.05, 0.15));
        }
    }

    private void nine() {
        double ring = between(0.2, 0.29);
        double[] head = arc(0.44, ring, 0.4, ring, -0.5, -between(5.7, 6.3));
        if (chance(0.6)) { // like a g
            double low = between(0.9, 0.98);
            curveWithCorner(
                    head.length / 2, join(head, 0.86, 0.04, between(0.8, 0.9), 0.55, 0.76, 0.85, 0.42, 1, 0.05, low));
        } else {
            double foot = between(0.45, 0.85);
            curveWithCorner(head.length / 2, join(head, 0.86, 0.06, (0.86 + foot) / 2 + 0.03, 0.5, foot, 1));
        }
    }

    private double between(double from, double to) {
        return Seeds.between(from, to, random);
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /** Adds a smooth stroke through points x, y, x, y and so on. */
    private void curve(double... points) {
        curveWithCorners(List.of(), points);
    }

    private void curveWithCorner(int corner, double... points) {
        curveWithCorners(List.of(corner), points);
    }

    private void corners(double... points) {
        boolean[] all = new boolean[points.length / 2];
        Arrays.fill(all, true);
        add(all, points);
    }

    private void curveWithCorners(List<Integer> corners, double... points) {
        boolean[] corner = new boolean[points.length / 2];
        corners.forEach(i -> corner[i] = true);
        add(corner, points);
    }

    private void add(boolean[] corner, double... points) {
        double[] x = new double[corner.length];
        double[] y = new double[corner.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = points[2 * i];
            y[i] = points[2 * i + 1];
        }
        strokes.add(new Handwriting.Stroke(x, y, corner));
    }

    /** Returns points of an ellipse; angles in radians from the right, negative upwards. */
    private static double[] arc(double x, double y, double radiusX, double radiusY, double from, double sweep) {
        int points = 2 + (int) (Math.abs(sweep) * 1.3);
        double[] arc = new double[2 * points];
        for (int i = 0; i < points; i++) {
            double angle = from + sweep * i / (points - 1);
            arc[2 * i] = x + radiusX * StrictMath.cos(angle);
            arc[2 * i + 1] = y + radiusY * StrictMath.sin(angle);
        }
        return arc;
    }

    private static double[] join(double[] first, double... second) {
        double[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
