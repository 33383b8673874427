package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Pages with several rows of numbers and their truth, by kind, to measure a finder and a reader on digits that training
 * never saw: scanned digits of another set, or generated hands of another seed. A page depends on these, the kind and
 * its index only.
 */
public final class ComposedPages {
    private final DigitScans scans;
    private final long seed;

    /** What is hard about a page. */
    public enum Kind {
        /** A photograph of plain paper. */
        PAPER,
        /** A photograph with uneven light. */
        SHADOW,
        /** Ruled paper. */
        RULED,
        /** Squared paper. */
        SQUARED,
        /** A box around each digit. */
        BOXES,
        /** A printed pattern. */
        PATTERN,
        /** A clean scan. */
        SCAN,
        /** Black and white only. */
        BILEVEL,
        /** Light strokes on a dark screen. */
        SCREEN,
        /** Digits that touch. */
        TOUCHING,
        /** Digits far apart. */
        WIDE,
        /** Zeros much smaller than other digits. */
        SMALL_ZEROS,
        /** Marks between and beside the digits. */
        MARKS,
        /** Two numbers in a row, far apart. */
        COLUMNS,
        /** A single digit. */
        SINGLE,
        /** No number: letters, a scribble, a face, nothing. */
        EMPTY
    }

    /**
     * An upright box around ink, in pixels.
     *
     * @param x left edge
     * @param y top edge
     */
    public record Box(int x, int y, int width, int height) {}

    /**
     * A number on a page.
     *
     * @param text its digits
     * @param x left edge of the ink, in pixels
     * @param y top edge of the ink, in pixels
     * @param width of the ink, in pixels
     * @param height of the ink, in pixels
     * @param digits the box of each digit
     */
    public record PageNumber(String text, int x, int y, int width, int height, List<Box> digits) {}

    /**
     * A page.
     *
     * @param kind what is hard about it
     * @param numbers from top to bottom, and from left to right in a row
     * @param picture gray
     */
    public record Page(Kind kind, List<PageNumber> numbers, Picture picture) {}

    private ComposedPages(DigitScans scans, long seed) {
        this.scans = scans;
        this.seed = seed;
    }

    /** Returns pages of generated hands. */
    public static ComposedPages generated(long seed) {
        return new ComposedPages(null, seed);
    }

    /** Returns pages of scanned digits. */
    public static ComposedPages of(DigitSet digits, long seed) {
        return new ComposedPages(new DigitScans(digits), seed);
    }

    /** Composes a page. */
    public Page page(Kind kind, long index) {
        SplittableRandom random = Seeds.random(seed, 0x70616765, kind.name().hashCode(), index);
        double unit = Seeds.between(34, 80, random);
        double step = unit * Seeds.between(2.1, 2.8, random);
        int rows = kind == Kind.SINGLE || kind == Kind.EMPTY ? 1 : 1 + Seeds.below(4, random);
        double margin = unit * Seeds.between(0.8, 2, random);
        List<Placed> placed = new ArrayList<>();
        double most = 4 * unit;
        for (int row = 0; row < rows; row++) {
            double x = margin + unit * Seeds.between(0, 1.5, random);
            for (int column = 0; column < (kind == Kind.COLUMNS ? 2 : 1); column++) {
                Placed number = placed(kind, x, margin + unit + row * step, random);
                placed.add(number);
                double right = number.x() + unit * number.writing().right();
                most = Math.max(most, right);
                x = right + unit * Seeds.between(3, 5, random);
            }
        }
        int width = (int) (most + margin);
        int height = (int) (2 * margin + unit + (rows - 1) * step + 0.5 * unit);
        double finest = placed.stream()
                .mapToDouble(number -> number.writing().penRadius())
                .min()
                .orElseThrow();
        RowSheet sheet = new RowSheet(width, height, unit, unit * finest, Seeds.between(0.8, 1.4, random));
        List<PageNumber> numbers = new ArrayList<>();
        for (Placed number : placed) {
            number.writing().draw(sheet.ink(), unit, number.x(), number.base());
            if (kind == Kind.BOXES) {
                sheet.boxes(
                        number.x(),
                        unit * number.writing().pitch(),
                        number.text().length(),
                        number.base(),
                        false,
                        random);
            }
            if (!number.text().isEmpty()) {
                numbers.add(number.inPixels(unit));
            }
        }
        switch (kind) {
            case RULED -> sheet.rule(placed.get(0).base() + unit * Seeds.between(0.05, 0.25, random), step, random);
            case SQUARED -> sheet.grid(random);
            case PATTERN -> sheet.pattern(random);
            default -> {
                // nothing printed
            }
        }
        RowMedium medium = switch (kind) {
            case SCAN, BOXES, PATTERN -> RowMedium.SCAN;
            case BILEVEL -> RowMedium.BILEVEL;
            case SCREEN -> RowMedium.SCREEN;
            case PAPER, SHADOW, SQUARED -> RowMedium.PHOTO;
            default -> random.nextDouble() < 0.5 ? RowMedium.PHOTO : RowMedium.SCAN;
        };
        Picture picture = medium.picture(
                sheet, kind == Kind.SHADOW, kind == Kind.PAPER && index % 2 == 0, kind == Kind.SCREEN, random);
        return new Page(kind, List.copyOf(numbers), picture);
    }

    private record Placed(String text, RowWriting writing, double x, double base) {
        PageNumber inPixels(double unit) {
            Box all = box(unit, writing.left(), writing.top(), writing.right(), writing.bottom());
            List<Box> digits = writing.digits().stream()
                    .map(digit -> box(unit, digit.least(), digit.top(), digit.most(), digit.bottom()))
                    .toList();
            return new PageNumber(text, all.x(), all.y(), all.width(), all.height(), digits);
        }

        private Box box(double unit, double left, double top, double right, double bottom) {
            int fromX = (int) (x + unit * left);
            int fromY = (int) (base + unit * top);
            return new Box(
                    fromX,
                    fromY,
                    (int) Math.ceil(x + unit * right) - fromX,
                    (int) Math.ceil(base + unit * bottom) - fromY);
        }
    }

    /** Writes a number whose ink begins at x. */
    private Placed placed(Kind kind, double x, double base, SplittableRandom random) {
        RowWriting.Spacing spacing = switch (kind) {
            case BOXES -> RowWriting.Spacing.PITCHED;
            case TOUCHING -> RowWriting.Spacing.TOUCHING;
            case WIDE -> RowWriting.Spacing.WIDE;
            default -> RowWriting.Spacing.USUAL;
        };
        int length = switch (kind) {
            case SINGLE -> 1;
            case EMPTY -> 0;
            case MARKS, SMALL_ZEROS, TOUCHING, WIDE -> 3 + Seeds.below(6, random);
            default -> Math.max(2, RowTexts.length(random));
        };
        String text = RowTexts.digits(length, random);
        RowWriting writing = new RowWriting(scans, spacing, kind == Kind.SMALL_ZEROS, Math.max(1, length), random);
        if (kind == Kind.EMPTY) {
            ComposedRows.scrawl(writing, random);
        } else if (kind == Kind.SMALL_ZEROS) {
            text = text.substring(0, 1) + text.substring(1, length - 1).replace('1', '0') + "0";
            writing.write(text);
        } else {
            writing.write(kind == Kind.MARKS ? RowTexts.marked(text, random) : text);
        }
        return new Placed(text, writing, x, base);
    }
}
