package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.Parts.Part;
import io.github.trocr4j.image.row.RowGroups.Group;
import java.util.BitSet;
import java.util.List;

/** Cuts rows out of the picture at its own resolution, upright, without lines and other rows. */
final class RowCrops {
    /** Writing that is higher is reduced to this height, in pixels. */
    private static final double HEIGHT = 56;

    /** In heights of the writing. */
    private static final double MARGIN = 0.25;

    /** In heights of the writing: a margin up to the edge of the picture is kept. */
    private static final double NEAR = 0.45;

    private static final double LEAST_MARGIN = 0.15;

    /** Less contrast than {@code CLEAR}, or paper darker than {@code LIGHT}, is stretched to the other two. */
    private static final int CLEAR = 60;

    private static final int LIGHT = 110;
    private static final double LIGHTER = 225;
    private static final double DARKER = 45;

    private final GrayPlane whole;
    private final Ink ink;
    private final boolean[] lines;
    private final boolean[] level;
    private final boolean lightOnDark;
    private final double angle;
    private final double scaleX;
    private final double scaleY;

    /**
     * Creates it.
     *
     * @param whole the picture, at its own size and as it is
     * @param ink that of the reduced picture, dark on light
     * @param lines the pixels of the reduced picture that are not writing
     * @param level those of them that are of horizontal lines; they stay where writing may cover them
     * @param lightOnDark whether the picture is light on dark
     * @param angle by which the rows are turned in the reduced picture, radians clockwise
     */
    RowCrops(GrayPlane whole, Ink ink, boolean[] lines, boolean[] level, boolean lightOnDark, double angle) {
        this.whole = whole;
        this.ink = ink;
        this.lines = lines;
        this.level = level;
        this.lightOnDark = lightOnDark;
        this.angle = angle;
        scaleX = (double) whole.width() / ink.plane().width();
        scaleY = (double) whole.height() / ink.plane().height();
    }

    /** Cuts a row out, turned as far as its digits lie on a slope. */
    WritingRow of(Group row, List<Group> rows) {
        return of(row, rows, angle + (row.width() > 2.5 * row.size() ? Math.atan(row.slope()) : 0));
    }

    /** Cuts a row out as it stands in the picture. */
    WritingRow upright(Group row, List<Group> rows) {
        return of(row, rows, 0);
    }

    private WritingRow of(Group row, List<Group> rows, double own) {
        int columns = ink.plane().width();
        List<Part> parts =
                row.parts().stream().map(part -> part.turned(columns, own)).toList();
        Group level = new Group(parts);
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = 0;
        int bottom = 0;
        for (Part part : parts) {
            for (int pixel : part.pixels()) {
                left = Math.min(left, pixel % columns);
                right = Math.max(right, pixel % columns + 1);
                top = Math.min(top, pixel / columns);
                bottom = Math.max(bottom, pixel / columns + 1);
            }
        }
        int x = (int) (left * scaleX);
        int y = (int) (top * scaleY);
        int width = (int) Math.min(whole.width(), Math.ceil(right * scaleX)) - x;
        int height = (int) Math.min(whole.height(), Math.ceil(bottom * scaleY)) - y;
        return new WritingRow(x, y, width, height, crop(level, own, margins(level, own), others(row, rows)));
    }

    /** Returns the margins on the left, above, on the right and below; to the edge of the picture if it is near. */
    private double[] margins(Group row, double own) {
        double usual = MARGIN * row.height();
        double[] margins = {usual, usual, usual, usual};
        if (row.area() == ink.strength().length) {
            return new double[4]; // the whole picture
        }
        if (own == 0) {
            double[] free = {
                row.left(),
                row.top(),
                ink.plane().width() - row.right(),
                ink.plane().height() - row.bottom()
            };
            for (int i = 0; i < free.length; i++) {
                margins[i] = free[i] < NEAR * row.height() ? Math.max(free[i], LEAST_MARGIN * row.height()) : usual;
            }
        }
        return margins;
    }

    @SuppressWarnings("ReferenceEquality") // this very row; records compare all that is in them
    private static BitSet others(Group row, List<Group> rows) {
        BitSet pixels = new BitSet();
        double margin = row.height();
        for (Group other : rows) {
            if (other == row || other.top() > row.bottom() + margin || other.bottom() < row.top() - margin) {
                continue;
            }
            for (Part part : other.parts()) {
                if (part.left() < row.right() + margin && part.right() > row.left() - margin) {
                    for (int pixel : part.pixels()) {
                        pixels.set(pixel);
                    }
                }
            }
        }
        return pixels;
    }

    private Picture crop(Group row, double own, double[] margins, BitSet others) {
        // All in pixels of the reduced picture, whose pixels are as wide as high.
        double step = Math.max(row.height() / HEIGHT, 1 / Math.max(scaleX, scaleY));
        int width = (int) Math.max(1, Math.round((margins[0] + row.width() + margins[2]) / step));
        int height = (int) Math.max(1, Math.round((margins[1] + row.height() + margins[3]) / step));
        double startU = (row.left() - margins[0] + row.right() + margins[2] - width * step) / 2;
        double startV = (row.top() - margins[1] + row.bottom() + margins[3] - height * step) / 2;
        double top = row.top();
        double bottom = row.bottom();
        double cos = Math.cos(own);
        double sin = Math.sin(own);
        int samples = (int) Math.max(1, Math.ceil(step * Math.max(scaleX, scaleY) - 0.01));
        byte[] out = new byte[width * height];
        for (int j = 0; j < height; j++) {
            for (int i = 0; i < width; i++) {
                double sum = 0;
                for (int k = 0; k < samples * samples; k++) {
                    int across = k % samples;
                    int down = k / samples;
                    double u = startU + (i + (across + 0.5) / samples) * step;
                    double v = startV + (j + (down + 0.5) / samples) * step;
                    boolean beside = v > top && v < bottom;
                    sum += brightness(cos * u - sin * v, sin * u + cos * v, others, beside);
                }
                out[j * width + i] = (byte) Math.round(sum / (samples * samples));
            }
        }
        stretch(out);
        return Picture.gray(out, width, height);
    }

    /** Makes faint ink and dark paper as clear as most writing is. */
    private static void stretch(byte[] crop) {
        int[] counts = new int[256];
        for (byte value : crop) {
            counts[value & 0xff]++;
        }
        int darkest = quantile(counts, crop.length, 0.01);
        int paper = quantile(counts, crop.length, 0.75);
        if (paper - darkest < 3 || (paper - darkest >= CLEAR && paper >= LIGHT)) {
            return;
        }
        double factor = Math.max(1, (LIGHTER - DARKER) / (paper - darkest));
        for (int i = 0; i < crop.length; i++) {
            double value = LIGHTER + ((crop[i] & 0xff) - paper) * factor;
            crop[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
    }

    private static int quantile(int[] counts, int all, double share) {
        int value = 0;
        for (double rest = all * share - counts[0]; rest > 0 && value < 255; rest -= counts[value]) {
            value++;
        }
        return value;
    }

    /** Returns the brightness at a place of the reduced picture, interpolated between pixels of the whole one. */
    private double brightness(double x, double y, BitSet others, boolean beside) {
        GrayPlane plane = ink.plane();
        int column = (int) Math.max(0, Math.min(plane.width() - 1, Math.floor(x)));
        int row = (int) Math.max(0, Math.min(plane.height() - 1, Math.floor(y)));
        int pixel = row * plane.width() + column;
        boolean outside = x < 0 || y < 0 || x > plane.width() || y > plane.height();
        if (outside || covered(pixel, column, row, others, beside)) {
            return ink.paper().values()[pixel] & 0xff;
        }
        double wholeX = Math.max(0, Math.min(whole.width() - 1, x * scaleX - 0.5));
        double wholeY = Math.max(0, Math.min(whole.height() - 1, y * scaleY - 0.5));
        int left = (int) wholeX;
        int top = (int) wholeY;
        int right = Math.min(whole.width() - 1, left + 1);
        int below = Math.min(whole.height() - 1, top + 1);
        double across = wholeX - left;
        double down = wholeY - top;
        double value = (whole.at(left, top) * (1 - across) + whole.at(right, top) * across) * (1 - down)
                + (whole.at(left, below) * (1 - across) + whole.at(right, below) * across) * down;
        return lightOnDark ? 255 - value : value;
    }

    /** Returns whether a pixel shows a line or another row, or the soft edge of one. */
    private boolean covered(int pixel, int column, int row, BitSet others, boolean beside) {
        if (isLine(pixel, beside) || others.get(pixel)) {
            return true;
        }
        if (ink.strength()[pixel] != 0) {
            return false;
        }
        int width = ink.plane().width();
        for (int v = Math.max(0, row - 1); v <= Math.min(ink.plane().height() - 1, row + 1); v++) {
            for (int u = Math.max(0, column - 1); u <= Math.min(width - 1, column + 1); u++) {
                if (isLine(v * width + u, beside) || others.get(v * width + u)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A horizontal line beside writing stays, because the ends and bars of digits may lie on it. */
    private boolean isLine(int pixel, boolean beside) {
        return lines[pixel] && !(beside && level[pixel]);
    }
}
