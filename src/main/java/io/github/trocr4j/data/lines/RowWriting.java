package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Pen;
import io.github.trocr4j.data.RowHand;
import io.github.trocr4j.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The characters of a row, placed side by side: a base line that rises and wavers, sizes that waver, spacing from
 * overlapping to wide. Units are heights of a digit; the base line begins at y = 0.
 */
final class RowWriting {
    /** How the characters of a row follow each other. */
    enum Spacing {
        /** Hardly apart. */
        TIGHT,
        /** Neighbours touch or overlap. */
        TOUCHING,
        /** As most people write. */
        USUAL,
        /** A digit would fit between. */
        WIDE,
        /** In boxes or combs, {@link #pitch} apart. */
        PITCHED
    }

    private static final String RAISED = "-=+*/:#";

    private final SplittableRandom random;
    private final DigitScans scans;
    private final RowHand hand;
    private final Spacing spacing;
    private final double pen;
    private final double gap;
    private final double space;
    private final double pitch;
    private final double zero;
    private final double zeroLift;
    private final double waver;
    private final double rise;
    private final double jitter;
    private final double phase;
    private final double slant;
    private final double width;
    private final List<RowGlyph> glyphs = new ArrayList<>();
    private final List<RowGlyph> digits = new ArrayList<>();
    private double extra;

    /**
     * Draws a way to write.
     *
     * @param scans where the digits are from, or null if the hand writes them
     */
    RowWriting(DigitScans scans, Spacing spacing, boolean smallZeros, int length, SplittableRandom random) {
        this.random = random;
        this.scans = scans;
        this.spacing = spacing;
        pen = Seeds.between(1.5, 3.4, random);
        RowHand drawn = RowHand.draw(random);
        hand = scans == null ? drawn : drawn.withPen(pen / 40);
        double crowd = Math.min(1, 7.0 / length);
        gap = switch (spacing) {
            case TIGHT -> Seeds.between(0.01, 0.08, random);
            case TOUCHING -> Seeds.between(-0.03, 0.05, random);
            case USUAL -> Seeds.between(0.08, 0.36, random);
            case WIDE, PITCHED -> crowd * Seeds.between(0.36, random.nextDouble() < 0.3 ? 1.5 : 0.8, random);
        };
        space = Seeds.between(0.35, 0.8, random);
        pitch = Seeds.between(0.85, 1.45, random);
        zero = smallZeros ? Seeds.between(0.38, 0.75, random) : 1;
        zeroLift = smallZeros && random.nextDouble() < 0.4 ? Seeds.between(0, 1, random) : 0;
        boolean restless = random.nextDouble() < 0.15;
        waver = (restless ? 0.1 : 0.04) * random.nextDouble();
        rise = 0.02 * Seeds.bell(random);
        jitter = (restless ? 0.06 : 0.02) * random.nextDouble();
        phase = Seeds.between(0, 6.28, random);
        slant = 0.12 + 0.18 * Seeds.bell(random);
        width = StrictMath.exp(0.15 * Seeds.bell(random));
    }

    /** Writes a text of digits, marks and spaces. */
    void write(String text) {
        boolean links = random.nextDouble() < 0.15;
        boolean lowered = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == ' ') {
                extra += space;
                continue;
            }
            boolean digit = character >= '0' && character <= '9';
            double size = StrictMath.exp((spacing == Spacing.PITCHED ? 0.06 : 0.08) * Seeds.bell(random));
            double lift = 0;
            if (character == '0' && zero < 1 && i > 0) {
                size *= zero;
                lift = zeroLift * (1 - size);
            }
            if (spacing == Spacing.PITCHED) {
                size *= 0.92;
            }
            RowGlyph glyph = digit && scans != null ? scan(character - '0', size) : stroke(character, digit ? size : 1);
            double x = start(glyph, digit);
            double centre = x + (glyph.least() + glyph.most()) / 2;
            double y =
                    -rise * centre + waver * StrictMath.sin(1.3 * centre + phase) + jitter * Seeds.bell(random) - lift;
            RowGlyph placed = moved(glyph, x, y);
            glyphs.add(placed);
            if (digit) {
                digits.add(placed);
            }
            extra = 0;
            boolean pair = lowered && character == '0';
            if (pair && links && spacing != Spacing.PITCHED) {
                link(glyphs.get(glyphs.size() - 2), glyphs.get(glyphs.size() - 1));
            }
            lowered = character == '0';
        }
    }

    private RowGlyph scan(int label, double size) {
        int index = scans.pick(label, pen, random);
        DigitScans.Box box = scans.box(index);
        double high = box.bottom() - box.top();
        double wide = box.right() - box.left();
        // MNIST's digits that are wide are low.
        double perRow = size / Math.max(high, 0.75 * wide);
        double lean = 0.5 * (slant - scans.slant(index));
        double most = spacing == Spacing.PITCHED ? 0.9 * pitch / wide : 2;
        return RowGlyph.Scan.of(scans, index, Math.min(most, perRow * width), perRow, lean, 0, 0);
    }

    private RowGlyph stroke(char character, double size) {
        RowGlyph.Strokes strokes = RowGlyph.Strokes.of(hand.write(character, random), hand.penRadius());
        double wide = strokes.most() - strokes.least();
        double narrower = spacing == Spacing.PITCHED ? Math.min(1, 0.9 * pitch / wide) : 1;
        double lift = RAISED.indexOf(character) >= 0 ? Seeds.between(-0.08, 0.1, random) : 0;
        return size == 1 && narrower == 1 && lift == 0 ? strokes : strokes.moved(size * narrower, size, 0, lift);
    }

    private static RowGlyph moved(RowGlyph glyph, double x, double y) {
        return glyph instanceof RowGlyph.Scan scan ? scan.moved(x, y) : ((RowGlyph.Strokes) glyph).moved(1, 1, x, y);
    }

    /** Returns where a character begins. */
    private double start(RowGlyph glyph, boolean digit) {
        if (glyphs.isEmpty()) {
            return spacing == Spacing.PITCHED ? -(glyph.least() + glyph.most()) / 2 : -glyph.least();
        }
        if (spacing == Spacing.PITCHED) {
            double free = Math.max(0, pitch - glyph.most() + glyph.least() - 0.1);
            return glyphs.size() * pitch
                    - (glyph.least() + glyph.most()) / 2
                    + Seeds.between(-0.5, 0.5, random) * free * 0.6;
        }
        double apart = gap + extra;
        if (spacing == Spacing.TOUCHING && digit) {
            apart = random.nextDouble() < 0.55 ? Seeds.between(-0.08, 0, random) : Math.max(0.02, gap) + 0.05;
        } else if (spacing == Spacing.TOUCHING) {
            apart = 0.06;
        } else {
            apart = Math.max(0.015, apart * (1 + 0.3 * Seeds.bell(random)));
        }
        if (!digit && spacing != Spacing.TOUCHING) {
            apart = Math.max(apart, 0.06);
        }
        RowGlyph last = glyphs.get(glyphs.size() - 1);
        double shift = last.most() - glyph.least() - 0.25;
        for (RowGlyph before : glyphs.subList(Math.max(0, glyphs.size() - 2), glyphs.size())) {
            for (int band = 0; band < RowGlyph.BANDS; band++) {
                double right = before.right()[band];
                for (int near = Math.max(0, band - 1); near <= Math.min(RowGlyph.BANDS - 1, band + 1); near++) {
                    shift = Math.max(shift, right - glyph.left()[near] + apart);
                }
            }
        }
        return shift;
    }

    /** Two zeros written without lifting the pen. */
    private void link(RowGlyph first, RowGlyph second) {
        double fromX = (first.least() + first.most()) / 2;
        double toX = (second.least() + second.most()) / 2;
        double fromY = first.top() + hand.penRadius();
        double toY = second.top() + hand.penRadius();
        double sag = Seeds.between(-0.02, 0.12, random);
        double[][] line = {
            {fromX, fromX + 0.3 * (toX - fromX), fromX + 0.7 * (toX - fromX), toX},
            {fromY, (fromY + toY) / 2 + sag * 0.8, (fromY + toY) / 2 + sag, toY}
        };
        // Before the second, so that spacing goes on from there.
        glyphs.add(glyphs.size() - 1, RowGlyph.Strokes.of(List.<double[][]>of(line), hand.penRadius()));
    }

    /** Adds a line or two that the hand draws below. */
    void underline() {
        double y = bottom() + Seeds.between(0.08, 0.25, random);
        double from = left() + Seeds.between(-0.2, 0.3, random);
        double to = right() + Seeds.between(-0.3, 0.3, random);
        int lines = random.nextDouble() < 0.3 ? 2 : 1;
        for (int i = 0; i < lines; i++) {
            double tilt = 0.03 * Seeds.bell(random) * (to - from);
            double bow = 0.03 * Seeds.bell(random);
            double[][] line = {
                {from, from + (to - from) / 3, from + (to - from) * 2 / 3, to},
                {y - tilt, y - tilt / 3 + bow, y + tilt / 3 + bow, y + tilt}
            };
            glyphs.add(RowGlyph.Strokes.of(List.<double[][]>of(line), hand.penRadius()));
            y += Seeds.between(0.08, 0.15, random);
        }
    }

    /** Adds a line through these points, which are all x, then all y. */
    void draw(double[][] line) {
        glyphs.add(RowGlyph.Strokes.of(List.<double[][]>of(line), hand.penRadius()));
    }

    /** Returns the digits written so far, without marks. */
    List<RowGlyph> digits() {
        return List.copyOf(digits);
    }

    double pitch() {
        return pitch;
    }

    double penRadius() {
        return hand.penRadius();
    }

    double left() {
        return glyphs.stream().mapToDouble(RowGlyph::least).min().orElse(0);
    }

    double right() {
        return glyphs.stream().mapToDouble(RowGlyph::most).max().orElse(1);
    }

    /** Returns the highest ink, or a height that a digit would have at least. */
    double top() {
        return Math.min(-0.7, glyphs.stream().mapToDouble(RowGlyph::top).min().orElse(-1));
    }

    /** Returns the lowest ink, or where a digit would stand at least. */
    double bottom() {
        return Math.max(
                -0.15, glyphs.stream().mapToDouble(RowGlyph::bottom).max().orElse(0));
    }

    /** Draws it with the left end of the base line at a position in pixels. */
    void draw(Pen onto, double size, double x, double y) {
        for (RowGlyph glyph : glyphs) {
            glyph.draw(onto, size, x, y, random);
        }
    }
}
