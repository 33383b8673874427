package io.github.trocr4j.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The font of the pictures; each character consists of a few strokes. It exists because AWT cannot draw text where no
 * fonts are installed, such as in slim container images.
 *
 * <p>Units: y runs down from 0, the top of capitals and digits, to {@value #BASELINE}, the baseline, and to 18 for
 * descenders; x runs to the right from 0. Characters without a glyph are drawn as an empty box.
 */
final class StrokeFont {
    /** The y of the baseline; also the height of capitals and digits. */
    static final double BASELINE = 14;

    private static final double GAP = 4;
    private static final double DIGIT_WIDTH = 8;
    private static final int STEPS_PER_CURVE = 8;

    /** A straight piece of a stroke. */
    record Segment(double x1, double y1, double x2, double y2) {
        Segment moved(double x) {
            return new Segment(x1 + x, y1, x2 + x, y2);
        }
    }

    private record Glyph(List<Segment> segments, double width) {}

    private static final String BOWL = " M 7 9.5 Q 7 5 3.5 5 Q 0 5 0 9.5 Q 0 14 3.5 14 Q 7 14 7 9.5";
    private static final String ROUND =
            " M 4.7 0 Q 9.4 0 9.4 4.5 L 9.4 9.5 Q 9.4 14 4.7 14 Q 0 14 0 9.5 L 0 4.5 Q 0 0 4.7 0";
    private static final String BACK = " M 0 14 L 0 0 L 4.3 0 Q 8.3 0 8.3 3.8 Q 8.3 7.6 4.3 7.6 L 0 7.6";

    /** Each entry is a character, a space, and commands as in SVG: M moves, L draws a line, Q a quadratic curve. */
    private static final List<String> STROKES = List.of(
            "0 M 4 0 Q 8 0 8 4.5 L 8 9.5 Q 8 14 4 14 Q 0 14 0 9.5 L 0 4.5 Q 0 0 4 0",
            "1 M 1 3.2 L 5 0 L 5 14",
            "2 M 0 4 Q 0 0 4 0 Q 8 0 8 4 Q 8 6 6 8 L 0 14 L 8 14",
            "3 M 0.3 3 Q 0.8 0 4 0 Q 7.8 0 7.8 3.4 Q 7.8 6.7 3.6 6.7 Q 8 6.7 8 10.3 Q 8 14 4 14 Q 0.5 14 0 11",
            "4 M 6.2 14 L 6.2 0 L 0 10 L 8.4 10",
            "5 M 7.4 0 L 1 0 L 0.5 6.6 Q 2 5.2 4 5.2 Q 8 5.2 8 9.6 Q 8 14 4 14 Q 0.8 14 0 11.3",
            "6 M 7.2 1.6 Q 6.4 0 4.4 0 Q 0 0 0 6.5 L 0 9.8 Q 0 14 4 14 Q 8 14 8 9.8 Q 8 5.8 4 5.8 Q 0 5.8 0 9.8",
            "7 M 0 0 L 8 0 L 3 14",
            "8 M 4 0 Q 7.6 0 7.6 3.4 Q 7.6 6.7 4 6.7 Q 0.4 6.7 0.4 3.4 Q 0.4 0 4 0"
                    + " M 4 6.7 Q 8 6.7 8 10.4 Q 8 14 4 14 Q 0 14 0 10.4 Q 0 6.7 4 6.7",
            "9 M 0.8 12.4 Q 1.6 14 3.6 14 Q 8 14 8 7.5 L 8 4.2 Q 8 0 4 0 Q 0 0 0 4.2 Q 0 8.2 4 8.2 Q 8 8.2 8 4.2",
            "a M 7 5 L 7 14" + BOWL,
            "b M 0 0 L 0 14" + BOWL,
            "c M 6.4 6.8 Q 5.6 5 3.5 5 Q 0 5 0 9.5 Q 0 14 3.5 14 Q 5.6 14 6.4 12.2",
            "d M 7 0 L 7 14" + BOWL,
            "e M 0 9.3 L 7 9.3 Q 7 5 3.5 5 Q 0 5 0 9.5 Q 0 14 3.5 14 Q 5.7 14 6.6 12.2",
            "f M 4.6 0 Q 1.7 0 1.7 3 L 1.7 14 M 0 5 L 4.2 5",
            "g M 7 5 L 7 14.5 Q 7 18 3.5 18 Q 1.5 18 0.4 17" + BOWL,
            "h M 0 0 L 0 14 M 0 9 Q 0 5 3.3 5 Q 6.4 5 6.4 9 L 6.4 14",
            "i M 0.3 5 L 0.3 14 M 0.3 1.2 L 0.3 1.4",
            "j M 2 5 L 2 15.5 Q 2 18 0 18 M 2 1.2 L 2 1.4",
            "k M 0 0 L 0 14 M 6 5 L 0 10.6 M 2.3 8.6 L 6.4 14",
            "l M 0 0 L 0 11.8 Q 0 14 2 14",
            "m M 0 5 L 0 14 M 0 8.5 Q 0 5 2.9 5 Q 5.5 5 5.5 8.5 L 5.5 14 M 5.5 8.5 Q 5.5 5 8.4 5 Q 11 5 11 8.5 L 11 14",
            "n M 0 5 L 0 14 M 0 9 Q 0 5 3.3 5 Q 6.4 5 6.4 9 L 6.4 14",
            "o" + BOWL,
            "p M 0 5 L 0 18" + BOWL,
            "q M 7 5 L 7 18" + BOWL,
            "r M 0 5 L 0 14 M 0 9 Q 0 5 4 5",
            "s M 5.9 6.6 Q 5.3 5 3.1 5 Q 0.3 5 0.3 7.2 Q 0.3 9 3.1 9.4"
                    + " Q 6.2 9.8 6.2 11.7 Q 6.2 14 3.1 14 Q 0.8 14 0 12.4",
            "t M 1.8 1.5 L 1.8 11 Q 1.8 14 4.6 14 M 0 5 L 4.4 5",
            "u M 0 5 L 0 10 Q 0 14 3.2 14 Q 6.4 14 6.4 10 M 6.4 5 L 6.4 14",
            "v M 0 5 L 3.4 14 L 6.8 5",
            "w M 0 5 L 2.6 14 L 5.2 5 L 7.8 14 L 10.4 5",
            "x M 0 5 L 6.4 14 M 6.4 5 L 0 14",
            "y M 0 5 L 3.5 14 M 7 5 L 3.2 15.6 Q 2.3 18 0.3 18",
            "z M 0 5 L 6 5 L 0 14 L 6.2 14",
            "A M 0 14 L 4.6 0 L 9.2 14 M 1.7 9.2 L 7.5 9.2",
            "B M 0 0 L 0 14 L 4.5 14 Q 8.6 14 8.6 10.3 Q 8.6 6.7 4.5 6.7 L 0 6.7"
                    + " M 4.2 6.7 Q 7.8 6.7 7.8 3.4 Q 7.8 0 4 0 L 0 0",
            "C M 8.6 3.2 Q 7.8 0 4.5 0 Q 0 0 0 4.5 L 0 9.5 Q 0 14 4.5 14 Q 7.8 14 8.6 10.8",
            "D M 0 0 L 0 14 L 4 14 Q 8.6 14 8.6 9 L 8.6 5 Q 8.6 0 4 0 L 0 0",
            "E M 7 0 L 0 0 L 0 14 L 7 14 M 0 6.8 L 6 6.8",
            "F M 7 0 L 0 0 L 0 14 M 0 6.8 L 6 6.8",
            "G M 8.6 3.2 Q 7.8 0 4.5 0 Q 0 0 0 4.5 L 0 9.5 Q 0 14 4.5 14 Q 8.8 14 8.8 9.5 L 8.8 7.5 L 5 7.5",
            "H M 0 0 L 0 14 M 8.4 0 L 8.4 14 M 0 6.8 L 8.4 6.8",
            "I M 0.2 0 L 0.2 14",
            "J M 5.5 0 L 5.5 10 Q 5.5 14 2.7 14 Q 0.6 14 0 12",
            "K M 0 0 L 0 14 M 7.6 0 L 0 8.6 M 2.7 5.6 L 8 14",
            "L M 0 0 L 0 14 L 6.6 14",
            "M M 0 14 L 0 0 L 5.2 9.4 L 10.4 0 L 10.4 14",
            "N M 0 14 L 0 0 L 8.6 14 L 8.6 0",
            "O" + ROUND,
            "P" + BACK,
            "Q M 5.6 10.6 L 9.6 14.8" + ROUND,
            "R M 4.6 7.6 L 8.6 14" + BACK,
            "S M 8 2.8 Q 7.2 0 4.2 0 Q 0.4 0 0.4 3.4 Q 0.4 6.2 4.2 6.8"
                    + " Q 8.4 7.5 8.4 10.5 Q 8.4 14 4.2 14 Q 0.8 14 0 11",
            "T M 0 0 L 9 0 M 4.5 0 L 4.5 14",
            "U M 0 0 L 0 9.5 Q 0 14 4.3 14 Q 8.6 14 8.6 9.5 L 8.6 0",
            "V M 0 0 L 4.6 14 L 9.2 0",
            "W M 0 0 L 3.2 14 L 6.6 1.5 L 10 14 L 13.2 0",
            "X M 0 0 L 8.4 14 M 8.4 0 L 0 14",
            "Y M 0 0 L 4.5 7.4 L 9 0 M 4.5 7.4 L 4.5 14",
            "Z M 0 0 L 8 0 L 0 14 L 8.2 14",
            "  M 2 0",
            ". M 0.5 13.8 L 0.5 14",
            ", M 1 13.6 L 0 16.4",
            ": M 0.5 6.4 L 0.5 6.6 M 0.5 13.6 L 0.5 13.8",
            "; M 1 6.4 L 1 6.6 M 1 13.6 L 0 16.4",
            "! M 0.5 0 L 0.5 10 M 0.5 13.8 L 0.5 14",
            "? M 0 3.4 Q 0 0 3.5 0 Q 7 0 7 3.4 Q 7 5.4 5 6.8 Q 3.5 8 3.5 10 M 3.5 13.8 L 3.5 14",
            "' M 0.3 0 L 0.3 3.4",
            "\" M 0 0 L 0 3.4 M 2.8 0 L 2.8 3.4",
            "- M 0 8.4 L 4.6 8.4",
            "+ M 0 8.4 L 7 8.4 M 3.5 4.9 L 3.5 11.9",
            "= M 0 6.4 L 7 6.4 M 0 10.4 L 7 10.4",
            "_ M 0 15.6 L 7.4 15.6",
            "/ M 0 15.6 L 5.4 -1",
            "( M 3 -1 Q 0 2.4 0 7.4 Q 0 12.6 3 16",
            ") M 0 -1 Q 3 2.4 3 7.4 Q 3 12.6 0 16",
            "% M 2.4 0 Q 4.8 0 4.8 3 Q 4.8 6 2.4 6 Q 0 6 0 3 Q 0 0 2.4 0 M 10.4 0 L 2.8 14"
                    + " M 10.8 8 Q 13.2 8 13.2 11 Q 13.2 14 10.8 14 Q 8.4 14 8.4 11 Q 8.4 8 10.8 8");

    private static final Map<Character, Glyph> GLYPHS = glyphs();
    private static final Glyph BOX = new Glyph(strokes("M 0 0 L 7 0 L 7 14 L 0 14 L 0 0"), 7);

    private StrokeFont() {}

    /** Returns the width of a text in the units of the font, without a gap at its end. */
    static double width(String text) {
        double width = 0;
        for (int i = 0; i < text.length(); i++) {
            width += glyph(text.charAt(i)).width() + (i == 0 ? 0 : GAP);
        }
        return width;
    }

    /** Returns the strokes of a text in the units of the font, starting at x = 0. */
    static List<Segment> segments(String text) {
        List<Segment> segments = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < text.length(); i++) {
            Glyph glyph = glyph(text.charAt(i));
            for (Segment segment : glyph.segments()) {
                segments.add(segment.moved(x));
            }
            x += glyph.width() + GAP;
        }
        return segments;
    }

    private static Glyph glyph(char character) {
        return GLYPHS.getOrDefault(character, BOX);
    }

    private static Map<Character, Glyph> glyphs() {
        Map<Character, Glyph> glyphs = new HashMap<>();
        for (String line : STROKES) {
            char character = line.charAt(0);
            List<Segment> segments = strokes(line.substring(2));
            double width = segments.stream()
                    .mapToDouble(s -> Math.max(s.x1(), s.x2()))
                    .max()
                    .orElse(1.5); // the space
            boolean digit = character >= '0' && character <= '9'; // all of the same width, so that columns align
            glyphs.put(character, new Glyph(segments, digit ? DIGIT_WIDTH : width));
        }
        return Map.copyOf(glyphs);
    }

    private static List<Segment> strokes(String commands) {
        String[] words = commands.strip().split(" +", -1);
        List<Segment> segments = new ArrayList<>();
        double x = 0;
        double y = 0;
        for (int i = 0; i < words.length; ) {
            boolean curve = words[i].equals("Q");
            double[] control = curve ? new double[] {number(words, i + 1), number(words, i + 2)} : new double[] {x, y};
            int end = curve ? i + 3 : i + 1;
            double toX = number(words, end);
            double toY = number(words, end + 1);
            int steps = switch (words[i]) {
                case "M" -> 0;
                case "L" -> 1;
                default -> STEPS_PER_CURVE;
            };
            double fromX = x;
            double fromY = y;
            for (int step = 1; step <= steps; step++) {
                double t = (double) step / steps;
                double nextX = quadratic(x, control[0], toX, t);
                double nextY = quadratic(y, control[1], toY, t);
                segments.add(new Segment(fromX, fromY, nextX, nextY));
                fromX = nextX;
                fromY = nextY;
            }
            x = toX;
            y = toY;
            i = end + 2;
        }
        return List.copyOf(segments);
    }

    private static double quadratic(double from, double control, double to, double t) {
        return (1 - t) * (1 - t) * from + 2 * t * (1 - t) * control + t * t * to;
    }

    private static double number(String[] words, int index) {
        return Double.parseDouble(words[index]);
    }
}
