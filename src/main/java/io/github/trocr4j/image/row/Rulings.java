package io.github.trocr4j.image.row;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes printed lines: rulings, underlines, frames, the bars between boxes. A printed line is straight and longer
 * than digits are high. Strokes that cross it stay whole, because only what is as thin as the line is taken away.
 *
 * @param ink strength without lines, [height x width] bytes
 * @param removed for each pixel, whether a line was there
 * @param level for each pixel, whether only a horizontal line was there
 * @param angle of the horizontal lines, in radians clockwise; NaN if there are none
 */
record Rulings(
        @SuppressWarnings("ArrayRecordComponent") byte[] ink,
        @SuppressWarnings("ArrayRecordComponent") boolean[] removed,
        @SuppressWarnings("ArrayRecordComponent") boolean[] level,
        double angle) {
    /** In heights of a digit; the bar of a 7 or 4 is shorter than that. */
    private static final double LONG = 2.2;

    /** As share of a side: the least length of lines on paper without writing. */
    private static final double EMPTY = 0.9;

    /**
     * As shares of the longer side: lines that are tried as rulings, until what is left is no longer a net of lines.
     */
    private static final double[] ACROSS = {0.5, 0.25, 0.12};

    /** As share of the height: what is higher is a net of lines, or digits that fill the picture. */
    private static final double WHOLE = 0.6;

    /** In heights: what is wider is a piece of a line, or a row of digits that a line joins. */
    private static final double FLAT = 12;

    /** Ink that is so much stronger than a line is not the line. */
    private static final double DARKER = 1.5;

    /** As share of all ink: less is none. */
    private static final double HARDLY = 0.15;

    /** As share of the shorter side: shorter lines are not looked for. */
    private static final double SHORTEST = 0.03;

    /**
     * Removes the lines of a plane.
     *
     * @param thickness of the thickest line, in pixels
     */
    static Rulings of(Ink ink, int thickness) {
        byte[] writing = ink.strength();
        byte[] faint = ink.faint();
        int width = ink.plane().width();
        int height = ink.plane().height();
        int shortest = Math.max(12, (int) (SHORTEST * Math.min(width, height)));
        // Lines side by side are one in faint ink, and faint lines are in pieces without it.
        List<StraightLines.Line> upright = new ArrayList<>();
        List<StraightLines.Line> level = new ArrayList<>();
        for (byte[] strength : List.of(writing, faint)) {
            GrayPlane plane = new GrayPlane(strength, width, height);
            upright.addAll(StraightLines.steep(plane, thickness, shortest));
            level.addAll(StraightLines.steep(plane.transposed(), thickness, shortest));
        }
        if (upright.isEmpty() && level.isEmpty()) {
            return new Rulings(writing, new boolean[writing.length], new boolean[writing.length], Double.NaN);
        }
        double digit = digitHeight(writing, width, height, upright, level);
        boolean empty = digit == 0;
        List<StraightLines.Line> longLevel = longer(level, empty ? EMPTY * width : LONG * digit);
        // Upright lines alone may be ones.
        List<StraightLines.Line> longUpright =
                empty && longLevel.isEmpty() ? List.of() : longer(upright, empty ? EMPTY * height : LONG * digit);
        boolean[] onLevel = new boolean[writing.length];
        boolean[] onUpright = new boolean[writing.length];
        remove(longLevel, onLevel, faint, width, true);
        remove(longUpright, onUpright, faint, width, false);
        remove(pieces(level, longLevel), onLevel, faint, width, true);
        remove(pieces(upright, longUpright), onUpright, faint, width, false);
        // A stroke may join two lines as a bar does, and is darker.
        double darkest = DARKER
                * Math.max(strongest(longLevel, faint, width, true), strongest(longUpright, faint, width, false));
        boolean[] removed = either(onLevel, onUpright);
        for (StraightLines.Line bar : bars(upright, removed, width, height, thickness, false)) {
            if (strength(bar, faint, width, false) <= darkest) {
                remove(List.of(bar), onUpright, faint, width, false);
            }
        }
        removed = either(onLevel, onUpright);
        for (StraightLines.Line bar : bars(level, removed, width, height, thickness, true)) {
            if (strength(bar, faint, width, true) <= darkest) {
                remove(List.of(bar), onLevel, faint, width, true);
            }
        }
        removed = either(onLevel, onUpright);
        crossings(longLevel, longUpright, removed, writing, width, thickness);
        byte[] without = writing.clone();
        for (int i = 0; i < without.length; i++) {
            without[i] = removed[i] ? 0 : writing[i];
            onLevel[i] &= !onUpright[i];
        }
        return new Rulings(without, removed, onLevel, angle(longLevel, width));
    }

    private static boolean[] either(boolean[] first, boolean[] second) {
        boolean[] either = first.clone();
        for (int i = 0; i < either.length; i++) {
            either[i] |= second[i];
        }
        return either;
    }

    private static List<StraightLines.Line> longer(List<StraightLines.Line> lines, double length) {
        return lines.stream().filter(line -> line.length() >= length).toList();
    }

    /**
     * Returns the height of most of the ink that is left without long lines; 0 if hardly any is left. Only lines across
     * half of the picture are taken away at first, because shorter ones may be strokes of large digits.
     */
    private static double digitHeight(
            byte[] ink, int width, int height, List<StraightLines.Line> upright, List<StraightLines.Line> level) {
        double first = 0;
        for (double share : ACROSS) {
            int line = (int) (share * Math.max(width, height));
            double digit = heightWithout(ink, width, height, longer(upright, line), longer(level, line));
            if (digit <= WHOLE * height) {
                return digit;
            }
            first = first == 0 ? digit : first;
        }
        return first;
    }

    private static double heightWithout(
            byte[] ink, int width, int height, List<StraightLines.Line> upright, List<StraightLines.Line> level) {
        boolean[] lines = new boolean[ink.length];
        remove(level, lines, ink, width, true);
        remove(upright, lines, ink, width, false);
        byte[] rest = ink.clone();
        long before = 0;
        for (int i = 0; i < rest.length; i++) {
            before += ink[i] == 0 ? 0 : 1;
            rest[i] = lines[i] ? 0 : ink[i];
        }
        List<Parts.Part> parts = Parts.of(rest, width, height).parts().stream()
                .filter(part -> part.width() < FLAT * part.height())
                .sorted(Comparator.comparingDouble(Parts.Part::height))
                .toList();
        long all = parts.stream().mapToLong(Parts.Part::area).sum();
        long sum = 0;
        for (Parts.Part part : parts) {
            sum += part.area();
            if (2 * sum >= all && all > HARDLY * before) {
                return Math.max(5, part.height());
            }
        }
        return 0;
    }

    /** Returns shorter lines that continue long ones. */
    private static List<StraightLines.Line> pieces(List<StraightLines.Line> lines, List<StraightLines.Line> longer) {
        return lines.stream()
                .filter(line -> longer.stream().anyMatch(whole -> continues(line, whole)))
                .toList();
    }

    @SuppressWarnings("ReferenceEquality") // this very line; records compare all that is in them
    private static boolean continues(StraightLines.Line line, StraightLines.Line whole) {
        if (line == whole || Math.abs(line.slope() - whole.slope()) > 0.06) {
            return false;
        }
        int[] start = whole.runs().get(0);
        return Stream.of(line.runs().get(0), line.runs().get(line.runs().size() - 1))
                .allMatch(end -> {
                    int along = end[0] - start[0];
                    double away = Math.max(0, Math.max(-along, along - whole.length()));
                    double across = (end[1] + end[2] - start[1] - start[2]) / 2.0 - whole.slope() * along;
                    return Math.abs(across) <= 2 + 0.01 * away;
                });
    }

    /** Returns shorter lines that join removed ones at both ends, as the bars between boxes do. */
    private static List<StraightLines.Line> bars(
            List<StraightLines.Line> lines, boolean[] removed, int width, int height, int thickness, boolean level) {
        List<StraightLines.Line> bars = new ArrayList<>();
        for (StraightLines.Line line : lines) {
            int[] first = line.runs().get(0);
            int[] last = line.runs().get(line.runs().size() - 1);
            if (Stream.of(first, last).allMatch(end -> near(removed, width, height, end, thickness + 2, level))) {
                bars.add(line);
            }
        }
        return bars.size() < 2 ? List.of() : bars;
    }

    private static boolean near(boolean[] removed, int width, int height, int[] run, int reach, boolean level) {
        int along = run[0];
        int across = (run[1] + run[2]) / 2;
        int x = level ? along : across;
        int y = level ? across : along;
        for (int v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
            for (int u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
                if (removed[v * width + u]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Removes lines, but not what is clearly darker: writing over them. */
    private static void remove(
            List<StraightLines.Line> lines, boolean[] removed, byte[] ink, int width, boolean level) {
        for (StraightLines.Line line : lines) {
            int widest = line.width() + 1 + line.width() / 2;
            double darkest = DARKER * strength(line, ink, width, level);
            for (int[] run : line.runs()) {
                if (run[2] - run[1] > widest) {
                    continue;
                }
                for (int i = run[1]; i < run[2]; i++) {
                    int strength = strength(ink, width, run[0], i, level);
                    removed[level ? i * width + run[0] : run[0] * width + i] |= strength != 0 && strength <= darkest;
                }
            }
        }
    }

    private static int strongest(List<StraightLines.Line> lines, byte[] ink, int width, boolean level) {
        return lines.stream()
                .mapToInt(line -> strength(line, ink, width, level))
                .max()
                .orElse(0);
    }

    /** Returns the strength of most of a line. */
    private static int strength(StraightLines.Line line, byte[] ink, int width, boolean level) {
        int[] strengths = line.runs().stream()
                .mapToInt(run -> strength(ink, width, run[0], (run[1] + run[2]) / 2, level))
                .sorted()
                .toArray();
        return strengths[strengths.length / 2];
    }

    private static int strength(byte[] ink, int width, int along, int across, boolean level) {
        return ink[level ? across * width + along : along * width + across] & 0xff;
    }

    /** Removes the places where two lines cross, which are as wide as the other line is long. */
    private static void crossings(
            List<StraightLines.Line> level,
            List<StraightLines.Line> upright,
            boolean[] removed,
            byte[] ink,
            int width,
            int thickness) {
        boolean[] onLevel = new boolean[ink.length];
        fill(level, onLevel, width, thickness, true);
        boolean[] onUpright = new boolean[ink.length];
        fill(upright, onUpright, width, thickness, false);
        for (int i = 0; i < ink.length; i++) {
            removed[i] |= onLevel[i] && onUpright[i] && ink[i] != 0;
        }
    }

    /** Marks lines and short gaps in them. */
    private static void fill(
            List<StraightLines.Line> lines, boolean[] marked, int width, int thickness, boolean level) {
        for (StraightLines.Line line : lines) {
            int[] before = line.runs().get(0);
            for (int[] run : line.runs()) {
                int first = run[0] - before[0] <= 2 * thickness ? Math.min(run[0], before[0] + 1) : run[0];
                for (int along = first; along <= run[0]; along++) {
                    for (int i = Math.min(run[1], before[1]); i < Math.max(run[2], before[2]); i++) {
                        marked[level ? i * width + along : along * width + i] = true;
                    }
                }
                before = run;
            }
        }
    }

    private static double angle(List<StraightLines.Line> level, int width) {
        List<StraightLines.Line> sorted = level.stream()
                .sorted(Comparator.comparingDouble(StraightLines.Line::slope))
                .toList();
        long all = sorted.stream().mapToLong(StraightLines.Line::length).sum();
        if (all < 0.3 * width) {
            return Double.NaN;
        }
        long sum = 0;
        for (StraightLines.Line line : sorted) {
            sum += line.length();
            if (2 * sum >= all) {
                return Math.atan(line.slope());
            }
        }
        return Double.NaN;
    }
}
