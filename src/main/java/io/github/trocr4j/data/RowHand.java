package io.github.trocr4j.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One person's way to write numbers, from any country: digits, marks between and beside them, and a few letters.
 * {@link HandwrittenLine} is calmer and keeps its bits; this hand is for rows that a reader of numbers trains on.
 */
public final class RowHand {
    /** The characters besides digits that a hand can write. */
    public static final String MARKS = ".,-/=+:#*x$€£%'kgmctFrHANTEKMaenhuwpydolsi?";

    private static final int STEPS = 8;
    private static final double REGIONAL = 0.55;

    /** Strokes in units of a digit's height: y is 0 at the top of digits and 1 at the base line. */
    private static final Map<Character, List<Handwriting.Stroke>> STROKES = Map.ofEntries(
            mark('.', "0,0.97 0.02,0.98"),
            mark(',', "0.05,0.93 0.05,1.02 -0.06,1.2"),
            mark('-', "0,0.56 0.2,0.55 0.42,0.54"),
            mark('/', "0.6,-0.1 0.3,0.5 0,1.1"),
            mark('=', "0,0.45 0.25,0.44 0.5,0.43", "0,0.65 0.25,0.65 0.5,0.63"),
            mark('+', "0,0.58 0.27,0.57 0.55,0.56", "0.28,0.28 0.275,0.57 0.27,0.87"),
            mark(':', "0,0.36 0.02,0.37", "0,0.93 0.02,0.94"),
            mark('#', "0.3,0.05 0.2,0.95", "0.65,0.05 0.55,0.95", "0,0.35 0.85,0.33", "0,0.68 0.85,0.66"),
            mark('*', "0.25,0.2 0.25,0.7", "0.03,0.32 0.47,0.58", "0.47,0.32 0.03,0.58"),
            mark('x', "0,0.5 0.25,0.75 0.45,1", "0.45,0.5 0.2,0.75 0,1"),
            mark('$', "0.6,0.2 0.35,0.05 0.05,0.2 0.15,0.42 0.5,0.58 0.6,0.8 0.3,0.97 0,0.82", "0.34,-0.12 0.3,1.12"),
            mark(
                    '€',
                    "0.75,0.12 0.5,0 0.22,0.2 0.15,0.5 0.22,0.82 0.5,1 0.78,0.9",
                    "0,0.4 0.55,0.38",
                    "0,0.6 0.5,0.58"),
            mark('£', "0.65,0.18 0.5,0.02 0.28,0.15 0.3,0.6 0.2,0.9 0.02,1! 0.35,0.95 0.65,1", "0.05,0.52 0.5,0.5"),
            mark(
                    '%',
                    "0.75,0 0.05,1",
                    "0.2,0.05 0.05,0.2 0.2,0.38 0.35,0.2 0.2,0.05",
                    "0.65,0.62 0.5,0.8 0.65,0.97 0.8,0.8 0.65,0.62"),
            mark('\'', "0.05,-0.05 0,0.2"),
            mark('k', "0.05,0 0.03,1", "0.45,0.4 0.05,0.7! 0.5,1"),
            mark('g', "0.45,0.5 0.2,0.42 0,0.7 0.15,0.98 0.42,0.8 0.46,0.48! 0.45,1.1 0.25,1.4 -0.05,1.25"),
            mark('m', "0,0.5 0.02,1! 0.05,0.65 0.2,0.47 0.3,0.65 0.3,1! 0.33,0.65 0.5,0.47 0.6,0.65 0.6,1"),
            mark('c', "0.4,0.55 0.2,0.45 0,0.72 0.15,1 0.42,0.92"),
            mark('t', "0.15,0.1 0.14,0.8 0.25,1 0.4,0.9", "0,0.42 0.35,0.4"),
            mark('F', "0.05,0 0.03,1", "0.05,0.02 0.55,0", "0.05,0.47 0.42,0.45"),
            mark('r', "0,0.48 0.02,1! 0.05,0.7 0.2,0.5 0.35,0.52"),
            mark('H', "0.03,0 0,1", "0.55,0 0.53,1", "0.02,0.5 0.54,0.48"),
            mark('A', "0,1 0.32,0! 0.6,1", "0.12,0.65 0.5,0.63"),
            mark('N', "0,1 0.02,0! 0.5,1! 0.55,0"),
            mark('T', "0,0.03 0.6,0", "0.3,0.02 0.28,1"),
            mark('E', "0.5,0 0.03,0.03! 0,1! 0.52,0.97", "0.02,0.48 0.4,0.46"),
            mark('K', "0.03,0 0,1", "0.5,0 0.03,0.55! 0.55,1"),
            mark('M', "0,1 0.08,0! 0.35,0.7! 0.65,0! 0.7,1"),
            mark('a', "0.42,0.5 0.18,0.45 0,0.72 0.12,0.98 0.35,0.85 0.43,0.48! 0.42,0.85 0.55,1"),
            mark('e', "0.05,0.72 0.4,0.65 0.3,0.46 0.1,0.5 0,0.75 0.15,1 0.45,0.9"),
            mark('n', "0,0.5 0.02,1! 0.05,0.68 0.25,0.47 0.4,0.65 0.4,1"),
            mark('h', "0.03,0 0,1! 0.05,0.68 0.25,0.47 0.4,0.65 0.4,1"),
            mark('u', "0,0.48 0.02,0.85 0.2,1 0.38,0.8 0.42,0.48! 0.42,0.85 0.52,1"),
            mark('w', "0,0.48 0.15,1! 0.3,0.55! 0.45,1! 0.62,0.48"),
            mark('p', "0.02,0.48 0,1.4", "0.02,0.62 0.2,0.45 0.42,0.65 0.3,0.95 0.02,0.9"),
            mark('y', "0,0.48 0.2,0.95", "0.45,0.48 0.2,1.05 -0.05,1.4"),
            mark('d', "0.42,0.55 0.18,0.45 0,0.72 0.12,0.98 0.38,0.88 0.45,0.6 0.47,0! 0.45,0.85 0.55,1"),
            mark('o', "0.2,0.45 0,0.7 0.15,0.98 0.38,0.8 0.35,0.52 0.18,0.46"),
            mark('l', "0.02,0.7 0.2,0.25 0.14,0 0.05,0.25 0.08,0.85 0.25,1"),
            mark('s', "0.35,0.52 0.15,0.45 0.08,0.62 0.32,0.78 0.28,0.97 0,0.94"),
            mark('i', "0,0.48 0.02,0.88 0.12,1", "0.03,0.22 0.05,0.24"),
            mark('?', "0.02,0.2 0.2,0 0.45,0.15 0.35,0.42 0.2,0.55 0.2,0.7", "0.2,0.95 0.22,0.97"));

    private final Handwriting hand;
    private final double penRadius;
    private final double descent;
    private final boolean upstrokes;
    private final Map<Character, List<Handwriting.Stroke>> habits = new HashMap<>();

    private RowHand(Handwriting hand, double penRadius, double descent, boolean upstrokes) {
        this.hand = hand;
        this.penRadius = penRadius;
        this.descent = descent;
        this.upstrokes = upstrokes;
    }

    /** Draws a hand at random. */
    public static RowHand draw(SplittableRandom random) {
        double pen = random.nextDouble();
        double radius = pen < 0.25
                ? Seeds.between(0.012, 0.025, random) // thin
                : pen < 0.65
                        ? Seeds.between(0.025, 0.055, random)
                        : pen < 0.85
                                ? Seeds.between(0.055, 0.085, random) // felt
                                : Seeds.between(0.085, 0.14, random); // broad felt
        double descent = random.nextDouble() < 0.15 ? Seeds.between(0.1, 0.35, random) : 0;
        return new RowHand(Handwriting.ofRow(random), radius, descent, random.nextDouble() < REGIONAL);
    }

    /** Returns a hand like this one with another pen. */
    public RowHand withPen(double radius) {
        return new RowHand(hand, radius, descent, upstrokes);
    }

    /** Returns half the width of the pen's line, in units of a digit's height. */
    public double penRadius() {
        return penRadius;
    }

    /**
     * Writes a character.
     *
     * @param character a digit or one of {@link #MARKS}
     * @return its strokes as polylines, all x, then all y; a digit is 1 high and stands on y = 0, which is negative
     *     above; x begins about 0
     * @throws IllegalArgumentException if it cannot be written
     */
    public List<double[][]> write(char character, SplittableRandom random) {
        Handwriting own = hand.next(random);
        if (character < '0' || character > '9') {
            return mark(character, own, random);
        }
        if (random.nextDouble() < 0.1) {
            habits.remove(character); // nobody writes a digit in one way only
        }
        List<Handwriting.Stroke> style = habits.computeIfAbsent(character, digit -> style(digit - '0', random));
        List<double[][]> lines = new ArrayList<>();
        for (Handwriting.Stroke stroke : style) {
            lines.add(own.deformed(stroke, random).polyline(STEPS));
        }
        double top = Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        double left = Double.MAX_VALUE;
        for (double[][] line : lines) {
            for (int i = 0; i < line[0].length; i++) {
                left = Math.min(left, line[0][i]);
                top = Math.min(top, line[1][i]);
                bottom = Math.max(bottom, line[1][i]);
            }
        }
        double scale = 1 / (bottom - top);
        double down = "479".indexOf(character) >= 0 ? descent : 0;
        for (double[][] line : lines) {
            for (int i = 0; i < line[0].length; i++) {
                line[0][i] = (line[0][i] - left) * scale;
                line[1][i] = (line[1][i] - bottom) * scale + down;
            }
        }
        return lines;
    }

    /** Who writes 1 with an upstroke crosses the 7, mostly; nobody could tell them apart otherwise. */
    private List<Handwriting.Stroke> style(int digit, SplittableRandom random) {
        boolean regional = (digit == 1 || digit == 7) ? upstrokes : random.nextDouble() < REGIONAL;
        return regional ? RegionalStyles.draw(digit, random) : WritingStyles.draw(digit, random);
    }

    private static List<double[][]> mark(char character, Handwriting own, SplittableRandom random) {
        List<Handwriting.Stroke> strokes = STROKES.get(character);
        if (strokes == null) {
            throw new IllegalArgumentException(
                    "expected a digit or one of \"" + MARKS + "\", found \"" + character + "\"");
        }
        double lift = 0.03 * Seeds.bell(random);
        double wide = Seeds.between(0.8, 1.25, random);
        List<double[][]> lines = new ArrayList<>();
        for (Handwriting.Stroke stroke : strokes) {
            double[][] line = stroke.polyline(STEPS);
            for (int i = 0; i < line[0].length; i++) {
                line[1][i] += lift - 1;
                line[0][i] = wide * line[0][i] - own.slant() * line[1][i];
            }
            lines.add(line);
        }
        return lines;
    }

    private static Map.Entry<Character, List<Handwriting.Stroke>> mark(char character, String... strokes) {
        return Map.entry(
                character, Stream.of(strokes).map(Handwriting.Stroke::parse).toList());
    }
}
