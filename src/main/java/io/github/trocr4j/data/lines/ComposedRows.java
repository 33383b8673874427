package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.Pen;
import io.github.trocr4j.data.RowHand;
import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.Picture;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Composes rows of handwritten numbers without end, to train a reader of numbers: crops of a photograph, a scan or a
 * drawing, as a finder of rows cuts them out. Half of the rows are of scanned digits, half of generated hands from any
 * country. Around and over the digits are marks, rulings, boxes, patterns, neighbours, shadows, noise; some rows have
 * no digit at all. A person can read each row that has a text.
 *
 * <p>A row depends on the digits, the seed and its index only, and has the same pixels on every platform.
 */
public final class ComposedRows {
    /** Most digits of a row. */
    public static final int MAX_LENGTH = 12;

    /** Share of rows without a digit. */
    private static final double EMPTY = 0.04;

    /** Share of rows of digits that stand side by side, each in a square: strips in MNIST's form. */
    private static final double STRIP = 0.12;

    /** Share of rows with nothing around and over the digits. */
    private static final double BARE = 0.25;

    /** Share of rows of few pixels. */
    private static final double SMALL = 0.12;

    private static final Set<Trait> PLAIN =
            EnumSet.of(Trait.SCANNED, Trait.GENERATED, Trait.SCAN, Trait.PHOTO, Trait.BILEVEL, Trait.SCREEN);

    private final DigitScans scans;
    private final long seed;

    /** What a row is like. */
    public enum Trait {
        /** Scanned digits. */
        SCANNED,
        /** A generated hand. */
        GENERATED,
        /** Photographed: uneven gray, blur, noise. */
        PHOTO,
        /** Scanned: white paper. */
        SCAN,
        /** Black and white only. */
        BILEVEL,
        /** Drawn on a screen. */
        SCREEN,
        /** Light ink on dark ground. */
        LIGHT_INK,
        /** No digit: nothing, letters, scribbles, marks or rulings. */
        EMPTY,
        /** Marks between or beside the digits. */
        MARKS,
        /** Zeros much smaller than other digits. */
        SMALL_ZEROS,
        /** Digits that touch or overlap. */
        TOUCHING,
        /** Digits far apart. */
        WIDE,
        /** Scanned digits, each in the middle of a square of its own. */
        STRIP,
        /** Printed or drawn lines below the digits. */
        RULED,
        /** A printed line through the digits. */
        LINE_THROUGH,
        /** Squared paper. */
        GRID,
        /** A box around each digit. */
        BOXES,
        /** A comb: boxes open at the top. */
        COMB,
        /** Edges of a frame. */
        FRAME,
        /** Parts of the rows above and below. */
        NEIGHBOURS,
        /** Arcs of a stamp. */
        STAMP,
        /** Uneven light. */
        SHADOW,
        /** Coarse paper. */
        TEXTURE,
        /** Paper with a printed pattern. */
        PATTERN,
        /** Strokes with gaps. */
        BROKEN,
        /** Dirt. */
        SPECKS
    }

    /**
     * A row.
     *
     * @param text its digits from left to right, 0 to 12; marks are not part of it
     * @param picture gray, 18 to 80 pixels high
     * @param traits what it is like
     * @param first the column of the middle of the first digit; that of the picture if there is none
     * @param last the column of the middle of the last digit
     */
    public record Row(String text, Picture picture, Set<Trait> traits, double first, double last) {}

    /**
     * Measures the digits, which takes a moment.
     *
     * @param digits where half of the rows take their digits from
     * @param seed where all rows come from
     * @throws IllegalArgumentException if a digit from 0 to 9 is missing
     */
    public ComposedRows(DigitSet digits, long seed) {
        scans = new DigitScans(digits);
        this.seed = seed;
    }

    /** Composes a row. */
    public Row row(long index) {
        return row(index, 1);
    }

    /**
     * Composes a row for the beginning of a training: a short one, and perhaps with nothing around and over its digits.
     *
     * @param index which row
     * @param progress 0 for single digits on empty paper; 1 for rows of any kind, as above
     */
    public Row row(long index, double progress) {
        SplittableRandom random = Seeds.random(seed, index);
        EnumSet<Trait> traits = traits(random);
        int maxLength = 1 + (int) ((MAX_LENGTH - 1) * progress * StrictMath.sqrt(progress));
        if (progress < 1 && random.nextDouble() > progress) {
            traits.retainAll(PLAIN);
        }
        String digits = traits.contains(Trait.EMPTY)
                ? ""
                : RowTexts.digits(Math.min(maxLength, RowTexts.length(random)), random);
        return traits.contains(Trait.STRIP) ? strip(digits, traits, random) : row(digits, traits, random);
    }

    private static EnumSet<Trait> traits(SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < STRIP) {
            return EnumSet.of(kind < STRIP / 2 ? Trait.SCANNED : Trait.GENERATED, Trait.SCREEN, Trait.STRIP);
        }
        EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
        traits.add(random.nextDouble() < 0.5 ? Trait.SCANNED : Trait.GENERATED);
        double medium = random.nextDouble();
        boolean screen = medium >= 0.85;
        traits.add(medium < 0.4 ? Trait.PHOTO : medium < 0.68 ? Trait.SCAN : screen ? Trait.SCREEN : Trait.BILEVEL);
        some(Trait.LIGHT_INK, screen ? 0.5 : 0.05, traits, random);
        some(Trait.EMPTY, EMPTY, traits, random);
        some(Trait.MARKS, 0.2, traits, random);
        some(Trait.SMALL_ZEROS, 0.12, traits, random);
        double spacing = random.nextDouble();
        if (spacing < 0.22) {
            traits.add(Trait.TOUCHING);
        } else if (spacing > 0.8) {
            traits.add(Trait.WIDE);
        }
        some(Trait.BROKEN, 0.06, traits, random);
        if (screen || kind < STRIP + BARE) {
            return traits;
        }
        double lines = random.nextDouble();
        if (lines < 0.16) {
            traits.add(Trait.RULED);
        } else if (lines < 0.23) {
            traits.add(Trait.LINE_THROUGH);
        } else if (lines < 0.31) {
            traits.add(Trait.GRID);
        } else if (lines < 0.41) {
            traits.add(Trait.BOXES);
        } else if (lines < 0.44) {
            traits.add(Trait.COMB);
        }
        if (traits.contains(Trait.BOXES) || traits.contains(Trait.COMB)) {
            traits.remove(Trait.TOUCHING);
            traits.remove(Trait.WIDE);
            traits.remove(Trait.MARKS);
        }
        some(Trait.FRAME, 0.08, traits, random);
        some(Trait.NEIGHBOURS, 0.15, traits, random);
        some(Trait.STAMP, 0.04, traits, random);
        some(Trait.SHADOW, traits.contains(Trait.PHOTO) ? 0.7 : traits.contains(Trait.SCAN) ? 0.08 : 0, traits, random);
        some(Trait.TEXTURE, traits.contains(Trait.PHOTO) ? 0.4 : 0.1, traits, random);
        some(Trait.PATTERN, 0.1, traits, random);
        some(Trait.SPECKS, 0.12, traits, random);
        return traits;
    }

    private static void some(Trait trait, double share, Set<Trait> traits, SplittableRandom random) {
        if (random.nextDouble() < share) {
            traits.add(trait);
        }
    }

    /** Draws a strip of distorted scans, or of digits of one hand. */
    private Row strip(String digits, Set<Trait> traits, SplittableRandom random) {
        int width = Strip.SIDE * digits.length();
        byte[] gray = new byte[Strip.SIDE * width];
        RowHand hand = traits.contains(Trait.GENERATED) ? RowHand.draw(random) : null;
        double softness = Seeds.between(0.7, 1.8, random);
        for (int i = 0; i < digits.length(); i++) {
            byte[] digit = hand == null
                    ? Augmentation.HEAVY.apply(scans.any(digits.charAt(i) - '0', random), random)
                    : square(
                            RowGlyph.Strokes.of(hand.write(digits.charAt(i), random), hand.penRadius()),
                            softness,
                            random);
            for (int j = 0; j < digit.length; j++) {
                gray[j / Strip.SIDE * width + i * Strip.SIDE + j % Strip.SIDE] = (byte) ~digit[j];
            }
        }
        double half = Strip.SIDE / 2.0;
        return new Row(digits, Picture.gray(gray, width, Strip.SIDE), traits, half, width - half);
    }

    /** Draws a digit as MNIST has them: its longer side is 20 pixels, and its ink is in the middle. */
    private static byte[] square(RowGlyph.Strokes digit, double softness, SplittableRandom random) {
        double wide = digit.most() - digit.least();
        double high = digit.bottom() - digit.top();
        double size = Seeds.between(18, 21, random) / Math.max(wide, high);
        Pen first = new Pen(Strip.SIDE, Strip.SIDE, softness);
        double x = Strip.SIDE / 2.0 - size * (digit.least() + wide / 2);
        double y = Strip.SIDE / 2.0 - size * (digit.top() + high / 2);
        digit.draw(first, size, x, y, random);
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        float[] covered = first.coverage();
        for (int i = 0; i < covered.length; i++) {
            int row = i / Strip.SIDE;
            sum += covered[i];
            sumX += covered[i] * (i % Strip.SIDE + 0.5);
            sumY += covered[i] * (row + 0.5);
        }
        Pen centred = new Pen(Strip.SIDE, Strip.SIDE, softness);
        double toX = random.nextDouble() < 0.5 ? x : x + Strip.SIDE / 2.0 - sumX / sum;
        digit.draw(centred, size, toX, y + Strip.SIDE / 2.0 - sumY / sum, random);
        byte[] pixels = new byte[covered.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (int) (255 * centred.coverage()[i] + 0.5f);
        }
        return pixels;
    }

    private Row row(String digits, Set<Trait> traits, SplittableRandom random) {
        boolean pitched = traits.contains(Trait.BOXES) || traits.contains(Trait.COMB);
        RowWriting writing = writing(digits.length(), pitched, traits, random);
        boolean empty = digits.isEmpty();
        if (empty) {
            scrawl(writing, random);
        } else {
            writing.write(traits.contains(Trait.MARKS) ? RowTexts.marked(digits, random) : digits);
            if (traits.contains(Trait.RULED) && random.nextDouble() < 0.15) {
                writing.underline();
            }
        }
        double high = writing.bottom() - writing.top();
        double margin = random.nextDouble() < 0.06 ? 0.03 : 0.25;
        double left = high * margin * Seeds.between(0.4, 1.6, random);
        double right = high * margin * Seeds.between(0.4, 1.6, random);
        double above = high * margin * Seeds.between(0.5, 1.5, random);
        double below = high * margin * Seeds.between(0.5, 1.5, random);
        int height =
                (int) (random.nextDouble() < SMALL ? Seeds.between(18, 32, random) : Seeds.between(40, 81, random));
        double unit = (height - 2) / (above + high + below);
        int width = Math.max(12, (int) Math.ceil(unit * (left + writing.right() - writing.left() + right)) + 2);
        double softness = traits.contains(Trait.SCREEN) || traits.contains(Trait.BILEVEL)
                ? Seeds.between(0.6, 1.2, random)
                : Seeds.between(0.9, 1.8, random);
        RowSheet sheet = new RowSheet(width, height, unit, unit * writing.penRadius(), softness);
        double x = 1 + unit * (left - writing.left());
        double base = 1 + unit * (above - writing.top());
        writing.draw(sheet.ink(), unit, x, base);
        if (traits.contains(Trait.BROKEN) && !empty) {
            sheet.breakStrokes(1 + Seeds.below(1 + digits.length(), random), random);
        }
        if (traits.contains(Trait.NEIGHBOURS)) {
            neighbours(sheet, writing, x, base, traits, random);
        }
        print(sheet, writing, digits.length(), x, base, traits, random);
        if (traits.contains(Trait.SPECKS)) {
            sheet.specks(1 + Seeds.below(1 + width / 20, random), random);
        }
        Picture picture = medium(traits)
                .picture(
                        sheet,
                        traits.contains(Trait.SHADOW),
                        traits.contains(Trait.TEXTURE),
                        traits.contains(Trait.LIGHT_INK),
                        random);
        List<RowGlyph> written = writing.digits();
        return written.isEmpty()
                ? new Row(digits, picture, traits, width / 2.0, width / 2.0)
                : new Row(
                        digits,
                        picture,
                        traits,
                        x + unit * middle(written.get(0)),
                        x + unit * middle(written.get(written.size() - 1)));
    }

    private static double middle(RowGlyph glyph) {
        return (glyph.least() + glyph.most()) / 2;
    }

    private RowWriting writing(int length, boolean pitched, Set<Trait> traits, SplittableRandom random) {
        RowWriting.Spacing spacing = pitched
                ? RowWriting.Spacing.PITCHED
                : traits.contains(Trait.TOUCHING)
                        ? RowWriting.Spacing.TOUCHING
                        : traits.contains(Trait.WIDE)
                                ? RowWriting.Spacing.WIDE
                                : random.nextDouble() < 0.3 ? RowWriting.Spacing.TIGHT : RowWriting.Spacing.USUAL;
        return new RowWriting(
                traits.contains(Trait.SCANNED) ? scans : null,
                spacing,
                traits.contains(Trait.SMALL_ZEROS),
                Math.max(1, length),
                random);
    }

    static RowMedium medium(Set<Trait> traits) {
        return traits.contains(Trait.PHOTO)
                ? RowMedium.PHOTO
                : traits.contains(Trait.SCAN)
                        ? RowMedium.SCAN
                        : traits.contains(Trait.BILEVEL) ? RowMedium.BILEVEL : RowMedium.SCREEN;
    }

    /** Writes what is not a number: letters, marks, a scribble, a face, or nothing. */
    static void scrawl(RowWriting writing, SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < 0.55) {
            writing.write(RowTexts.wordless(random));
        } else if (kind < 0.72) {
            int points = 8 + Seeds.below(25, random);
            double[][] line = new double[2][points];
            double x = 0;
            for (int i = 0; i < points; i++) {
                x += Seeds.between(-0.25, 0.4, random);
                line[0][i] = x;
                line[1][i] = -random.nextDouble();
            }
            writing.draw(line);
        } else if (kind < 0.79) {
            double wide = Seeds.between(0.7, 1.2, random);
            writing.draw(ellipse(wide / 2, -0.5, wide / 2, 0.5, 0, 6.4));
            writing.draw(ellipse(wide * 0.3, -0.65, 0.04, 0.05, 0, 6.4));
            writing.draw(ellipse(wide * 0.7, -0.65, 0.04, 0.05, 0, 6.4));
            writing.draw(ellipse(wide / 2, -0.42, 0.22 * wide, 0.2, 0.3, 2.5));
        }
    }

    private static double[][] ellipse(double x, double y, double radiusX, double radiusY, double from, double sweep) {
        double[][] line = new double[2][25];
        for (int i = 0; i < 25; i++) {
            line[0][i] = x + radiusX * StrictMath.cos(from + sweep * i / 24);
            line[1][i] = y + radiusY * StrictMath.sin(from + sweep * i / 24);
        }
        return line;
    }

    /** Draws rows above and below that reach into the margin by less than half of it. */
    private void neighbours(
            RowSheet sheet, RowWriting writing, double x, double base, Set<Trait> traits, SplittableRandom random) {
        double top = base + sheet.unit() * writing.top();
        double bottom = base + sheet.unit() * writing.bottom();
        int which = 1 + Seeds.below(3, random);
        int length = 1 + Math.min(11, (int) (sheet.width() / sheet.unit() / 0.8));
        for (int side = 1; side <= 2; side++) {
            if ((which & side) != 0) {
                RowWriting other = writing(length, false, traits, random);
                other.write(RowTexts.digits(length, random));
                double reach = Seeds.between(0.1, 0.6, random);
                double at = side == 1
                        ? top * reach - sheet.unit() * other.bottom()
                        : bottom + (sheet.height() - bottom) * (1 - reach) - sheet.unit() * other.top();
                other.draw(sheet.ink(), sheet.unit(), x + sheet.unit() * Seeds.between(-0.8, 0.4, random), at);
            }
        }
    }

    private static void print(
            RowSheet sheet,
            RowWriting writing,
            int length,
            double x,
            double base,
            Set<Trait> traits,
            SplittableRandom random) {
        double unit = sheet.unit();
        for (Trait trait : traits) {
            switch (trait) {
                case PATTERN -> sheet.pattern(random);
                case GRID -> sheet.grid(random);
                case RULED ->
                    sheet.rule(
                            base + unit * Seeds.between(0.02, 0.3, random),
                            random.nextDouble() < 0.4 ? unit * Seeds.between(1.3, 1.8, random) : 0,
                            random);
                case LINE_THROUGH -> sheet.rule(base - unit * Seeds.between(0.05, 0.95, random), 0, random);
                case BOXES, COMB ->
                    sheet.boxes(x, unit * writing.pitch(), Math.max(1, length), base, trait == Trait.COMB, random);
                case FRAME ->
                    sheet.frame(
                            x + unit * writing.left(),
                            base + unit * writing.top(),
                            x + unit * writing.right(),
                            base + unit * writing.bottom(),
                            random);
                case STAMP -> sheet.stamp(random);
                default -> {
                    // not printed
                }
            }
        }
    }
}
