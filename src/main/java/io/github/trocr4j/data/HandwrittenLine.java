package io.github.trocr4j.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A line of text as written with one pen in one hand: slant, size, proportions, spacing, the style of each digit, a
 * base line that rises and wavers, sometimes neighbours that touch. Digits are {@link WritingStyles}; marks are where
 * they belong beside them. Margins are included.
 *
 * @param coverage how much of each pixel the ink covers, 0 to 1, row by row
 * @param width in pixels
 * @param height in pixels, about 35 to 110
 * @param baseLine row on which the digits stand at the left
 * @param digitHeight in pixels, 28 to 56
 */
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
public record HandwrittenLine(float[] coverage, int width, int height, double baseLine, double digitHeight) {
    /** The characters that can be written. */
    public static final String CHARACTERS = "0123456789.,-/+: ";

    /** Segments between two points of a stroke; at this size they look like a curve. */
    private static final int STEPS = 12;

    /**
     * Marks as strokes: the height of a digit is 1, y is 0 at its top and 1 at the base line. A slash is longer and
     * more slanted than any 1.
     */
    private static final Map<Character, List<Handwriting.Stroke>> MARKS = Map.of(
            '.', strokes("0,0.97 0.02,0.98"),
            ',', strokes("0.05,0.95 0.05,1.04 -0.06,1.22"),
            '-', strokes("0,0.56 0.2,0.55 0.42,0.54"),
            '/', strokes("0.78,-0.1 0.39,0.5 0,1.1"),
            '+', strokes("0,0.58 0.27,0.57 0.55,0.56", "0.28,0.28 0.275,0.57 0.27,0.87"),
            ':', strokes("0,0.36 0.02,0.37", "0,0.93 0.02,0.94"));

    private static final String DOTS = ".:";

    /**
     * A character in units of the height of a digit, the base line at y = 0.
     *
     * @param character what it is
     * @param lines its strokes: all x, then all y
     * @param thickness of the strokes, 1 for the pen's own
     */
    private record Glyph(char character, List<double[][]> lines, double thickness) {
        double min(int axis) {
            return values(axis).min().orElseThrow();
        }

        double max(int axis) {
            return values(axis).max().orElseThrow();
        }

        private DoubleStream values(int axis) {
            return lines.stream().flatMapToDouble(line -> DoubleStream.of(line[axis]));
        }

        boolean isDigit() {
            return Character.isDigit(character);
        }

        /** Returns it with each coordinate multiplied and then moved. */
        Glyph moved(double scale, double byX, double byY) {
            List<double[][]> moved = lines.stream()
                    .map(line -> new double[][] {
                        DoubleStream.of(line[0]).map(x -> x * scale + byX).toArray(),
                        DoubleStream.of(line[1]).map(y -> y * scale + byY).toArray()
                    })
                    .toList();
            return new Glyph(character, moved, thickness);
        }
    }

    /**
     * Writes a text.
     *
     * @param text one or more of {@link #CHARACTERS}, not only spaces
     * @param random where the hand comes from
     * @throws IllegalArgumentException if the text is blank or has another character
     */
    public static HandwrittenLine write(String text, SplittableRandom random) {
        if (text.isBlank() || !text.chars().allMatch(c -> CHARACTERS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("expected characters of \"" + CHARACTERS + "\", found \"" + text + "\"");
        }
        double size = Seeds.between(28, 56, random);
        Handwriting hand = Handwriting.ofLine(size, random);
        List<Glyph> glyphs = new Layout(hand, hand.penRadius() / size, random).place(text);
        return draw(glyphs, size, hand, random);
    }

    /** Puts the characters of a line side by side. */
    private static final class Layout {
        /** Ink this far above or below is not a neighbour. */
        private static final double REACH = 0.22;

        private final Handwriting hand;
        private final double penRadius;
        private final SplittableRandom random;
        private final Map<Character, List<Handwriting.Stroke>> habits = new HashMap<>();
        private final double gap;
        private final double space;
        private final double touching;
        private final double rise;
        private final double waver;
        private final double phase;

        Layout(Handwriting hand, double penRadius, SplittableRandom random) {
            this.hand = hand;
            this.penRadius = penRadius;
            this.random = random;
            gap = Seeds.between(0.10, 0.34, random);
            space = Seeds.between(0.55, 0.85, random);
            touching = random.nextDouble() < 0.2 ? 0.35 : 0;
            rise = 0.02 * Seeds.bell(random);
            waver = 0.03 * random.nextDouble();
            phase = Seeds.between(0, 6.28, random);
        }

        List<Glyph> place(String text) {
            List<Glyph> placed = new ArrayList<>();
            double extra = 0;
            for (int i = 0; i < text.length(); i++) {
                char character = text.charAt(i);
                if (character == ' ') {
                    extra += space;
                    continue;
                }
                Glyph glyph = glyph(character);
                double x = placed.isEmpty() ? -glyph.min(0) : extra + start(placed, glyph);
                double centre = x + (glyph.min(0) + glyph.max(0)) / 2;
                double y = -rise * centre + waver * StrictMath.sin(1.3 * centre + phase) + 0.012 * Seeds.bell(random);
                placed.add(glyph.moved(1, x, y));
                extra = 0;
            }
            return placed;
        }

        private Glyph glyph(char character) {
            Handwriting own = hand.next(random);
            double size = StrictMath.exp(0.05 * Seeds.bell(random));
            if (MARKS.containsKey(character)) {
                return mark(character, own, size);
            }
            List<Handwriting.Stroke> style =
                    habits.computeIfAbsent(character, digit -> WritingStyles.draw(digit - '0', random));
            Glyph digit = new Glyph(
                    character,
                    style.stream()
                            .map(stroke -> own.deformed(stroke, random).polyline(STEPS))
                            .toList(),
                    1);
            double scale = size / (digit.max(1) - digit.min(1));
            return digit.moved(scale, 0, -digit.max(1) * scale);
        }

        /** A mark is slanted, but neither bent nor turned: it is too small for that. */
        private Glyph mark(char character, Handwriting own, double size) {
            double bolder = DOTS.indexOf(character) >= 0 ? Seeds.between(1.1, 1.5, random) : 1;
            double lift = 0.02 * Seeds.bell(random);
            List<double[][]> lines = new ArrayList<>();
            for (Handwriting.Stroke stroke : MARKS.get(character)) {
                double[][] line = stroke.polyline(STEPS);
                double bow = 0.04 * Seeds.bell(random);
                for (int i = 0; i < line[0].length; i++) {
                    double t = 2.0 * i / (line[0].length - 1) - 1;
                    line[1][i] += lift - 1 + (character == '-' ? bow * (1 - t * t) : 0);
                    line[0][i] -= own.slant() * line[1][i];
                }
                lines.add(line);
            }
            double width = character == '-' ? Seeds.between(0.85, 1.25, random) : size;
            lines.forEach(line -> {
                for (int i = 0; i < line[0].length; i++) {
                    line[0][i] *= width;
                }
            });
            return new Glyph(character, lines, bolder);
        }

        /** Returns the least shift that keeps a character apart from the two before it, and to their right. */
        private double start(List<Glyph> placed, Glyph glyph) {
            Glyph last = placed.get(placed.size() - 1);
            boolean touches = last.isDigit() && glyph.isDigit() && random.nextDouble() < touching;
            double apart = touches
                    ? penRadius * Seeds.between(0.6, 1.6, random)
                    : Math.max(0.08, gap + 0.05 * Seeds.bell(random)) + 2 * penRadius;
            // A dot may stand under the bar of the 7 before it, but not under a hyphen, and hardly under the next 7.
            double under = last.isDigit() ? 0.15 : glyph.isDigit() ? 0.05 : -apart / 2;
            double shift = last.max(0) + apart / 2 - under - glyph.min(0);
            for (Glyph before : placed.subList(Math.max(0, placed.size() - 2), placed.size())) {
                for (double[][] line : before.lines()) {
                    for (double[][] other : glyph.lines()) {
                        shift = Math.max(shift, apart + overlap(line, other));
                    }
                }
            }
            return shift;
        }

        /** Returns how far the second line reaches into the first from the right. */
        private static double overlap(double[][] line, double[][] other) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < line[0].length; i++) {
                for (int j = 0; j < other[0].length; j++) {
                    if (Math.abs(line[1][i] - other[1][j]) < REACH) {
                        most = Math.max(most, line[0][i] - other[0][j]);
                    }
                }
            }
            return most;
        }
    }

    private static HandwrittenLine draw(List<Glyph> glyphs, double size, Handwriting hand, SplittableRandom random) {
        double radius = hand.penRadius();
        double ink = 1.75 * radius + hand.softness() + 1; // the boldest dot under the most pressure, and a free pixel
        double left = ink + size * Seeds.between(0.08, 0.6, random);
        double right = ink + size * Seeds.between(0.08, 0.6, random);
        double top = ink + size * Seeds.between(0.04, 0.3, random);
        double bottom = ink + size * Seeds.between(0.04, 0.3, random);
        // A line that is only a full stop is as high as one of digits.
        double minX = size * extent(glyphs, 0).min().orElseThrow();
        double maxX = size * extent(glyphs, 0).max().orElseThrow();
        double minY = size * Math.min(-1, extent(glyphs, 1).min().orElseThrow());
        double maxY = size * Math.max(0, extent(glyphs, 1).max().orElseThrow());
        int width = (int) Math.ceil(left + maxX - minX + right);
        int height = (int) Math.ceil(top + maxY - minY + bottom);
        Pen pen = new Pen(width, height, hand.softness());
        for (Glyph glyph : glyphs) {
            for (double[][] line : glyph.moved(size, left - minX, top - minY).lines()) {
                stroke(pen, line, radius * glyph.thickness(), random);
            }
        }
        return new HandwrittenLine(pen.coverage(), width, height, top - minY, size);
    }

    private static void stroke(Pen pen, double[][] line, double radius, SplittableRandom random) {
        double from = 1 + Seeds.between(-0.15, 0.15, random);
        double to = 1 + Seeds.between(-0.15, 0.15, random);
        int points = line[0].length;
        for (int i = 1; i < points; i++) {
            double pressure = from + (to - from) * i / points;
            pen.line(line[0][i - 1], line[1][i - 1], line[0][i], line[1][i], radius * pressure);
        }
    }

    private static DoubleStream extent(List<Glyph> glyphs, int axis) {
        return glyphs.stream().flatMapToDouble(glyph -> DoubleStream.of(glyph.min(axis), glyph.max(axis)));
    }

    private static List<Handwriting.Stroke> strokes(String... strokes) {
        return Stream.of(strokes).map(Handwriting.Stroke::parse).toList();
    }
}
