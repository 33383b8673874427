package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.Parts.Part;
import io.github.trocr4j.image.row.RowGroups.Group;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Cuts rows out of the picture at its own resolution, upright, without lines and other rows. */
final class RowCrops {
    /** Writing that is higher is reduced to this height, in pixels. */
    private static final double HEIGHT = 56;

    /** In heights of the writing. */
    private static final double MARGIN = 0.25;

    private final GrayPlane whole;
    private final Ink ink;
    private final boolean[] lines;
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
     * @param lightOnDark whether the picture is light on dark
     * @param angle by which the rows are turned in the reduced picture, radians clockwise
     */
    RowCrops(GrayPlane whole, Ink ink, boolean[] lines, boolean lightOnDark, double angle) {
        this.whole = whole;
        this.ink = ink;
        this.lines = lines;
        this.lightOnDark = lightOnDark;
        this.angle = angle;
        scaleX = (double) whole.width() / ink.plane().width();
        scaleY = (double) whole.height() / ink.plane().height();
    }

    WritingRow of(Group row, List<Group> rows) {
        int columns = ink.plane().width();
        double own = angle + (row.width() > 2.5 * row.size() ? Math.atan(row.slope()) : 0);
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
        return new WritingRow(x, y, width, height, crop(level, own, others(row, rows)));
    }

    private static Set<Integer> others(Group row, List<Group> rows) {
        Set<Integer> pixels = new HashSet<>();
        double margin = row.height();
        for (Group other : rows) {
            if (other.equals(row) || other.top() > row.bottom() + margin || other.bottom() < row.top() - margin) {
                continue;
            }
            for (Part part : other.parts()) {
                if (part.left() < row.right() + margin && part.right() > row.left() - margin) {
                    for (int pixel : part.pixels()) {
                        pixels.add(pixel);
                    }
                }
            }
        }
        return pixels;
    }

    private Picture crop(Group row, double own, Set<Integer> others) {
        // All in pixels of the reduced picture, whose pixels are as wide as high.
        double margin = MARGIN * row.height();
        double step = Math.max(row.height() / HEIGHT, 1 / Math.max(scaleX, scaleY));
        int width = (int) Math.max(1, Math.round((row.width() + 2 * margin) / step));
        int height = (int) Math.max(1, Math.round((row.height() + 2 * margin) / step));
        double startU = (row.left() + row.right() - width * step) / 2;
        double startV = (row.top() + row.bottom() - height * step) / 2;
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
                    sum += brightness(cos * u - sin * v, sin * u + cos * v, others);
                }
                out[j * width + i] = (byte) Math.round(sum / (samples * samples));
            }
        }
        return Picture.gray(out, width, height);
    }

    /** Returns the brightness at a place of the reduced picture, interpolated between pixels of the whole one. */
    private double brightness(double x, double y, Set<Integer> others) {
        GrayPlane plane = ink.plane();
        int column = (int) Math.max(0, Math.min(plane.width() - 1, Math.floor(x)));
        int row = (int) Math.max(0, Math.min(plane.height() - 1, Math.floor(y)));
        int pixel = row * plane.width() + column;
        boolean outside = x < 0 || y < 0 || x > plane.width() || y > plane.height();
        if (outside || covered(pixel, column, row, others)) {
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
    private boolean covered(int pixel, int column, int row, Set<Integer> others) {
        if (lines[pixel] || others.contains(pixel)) {
            return true;
        }
        if (ink.strength()[pixel] != 0) {
            return false;
        }
        int width = ink.plane().width();
        for (int v = Math.max(0, row - 1); v <= Math.min(ink.plane().height() - 1, row + 1); v++) {
            for (int u = Math.max(0, column - 1); u <= Math.min(width - 1, column + 1); u++) {
                if (lines[v * width + u] || others.contains(v * width + u)) {
                    return true;
                }
            }
        }
        return false;
    }
}
