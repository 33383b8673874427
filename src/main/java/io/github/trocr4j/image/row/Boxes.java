package io.github.trocr4j.image.row;

import io.github.trocr4j.image.row.Parts.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells boxes printed around digits, and frames, from writing: a box has ink along all its four sides, or it is the
 * border of a stamp, with several things in it.
 *
 * @param rest what is no box
 * @param boxes the others
 */
record Boxes(List<Part> rest, List<Part> boxes) {
    private static final double COVERED = 0.85;

    /**
     * Separates boxes from writing. Without anything inside it is a box only if another of its size has something
     * inside.
     *
     * @param parts in turned coordinates
     * @param columns of the plane
     * @param angle by which the coordinates are turned
     */
    @SuppressWarnings("ReferenceEquality") // this very part; records compare all that is in them
    static Boxes among(List<Part> parts, int columns, double angle) {
        List<Part> frames = parts.stream()
                .filter(part -> part.height() >= 10
                        && part.width() >= 10
                        && (hasFourSides(part, columns, angle) || isStamp(part, parts)))
                .toList();
        List<Part> full = frames.stream()
                .filter(frame -> parts.stream().anyMatch(part -> contains(frame, part)))
                .toList();
        List<Part> boxes = new ArrayList<>();
        List<Part> rest = new ArrayList<>(parts);
        for (Part frame : frames) {
            List<Part> attached = attached(frame, columns, angle);
            if (!attached.isEmpty() || full.stream().anyMatch(other -> sameSize(frame, other))) {
                Set<Integer> writing = new HashSet<>();
                attached.forEach(part -> Arrays.stream(part.pixels()).forEach(writing::add));
                boxes.add(frame.of(Arrays.stream(frame.pixels())
                        .filter(pixel -> !writing.contains(pixel))
                        .toArray()));
                rest.removeIf(part -> part == frame);
                rest.addAll(attached);
            }
        }
        return new Boxes(rest, boxes);
    }

    /** Returns what hangs on the sides of a box from within: digits that touch it. */
    private static List<Part> attached(Part frame, int columns, double angle) {
        if (!hasFourSides(frame, columns, angle)) {
            return List.of();
        }
        double thick = 2 + 1.2 * frame.area() / (2 * (frame.width() + frame.height()));
        int left = Arrays.stream(frame.pixels())
                .map(pixel -> pixel % columns)
                .min()
                .orElseThrow();
        int right = Arrays.stream(frame.pixels())
                .map(pixel -> pixel % columns)
                .max()
                .orElseThrow();
        int top = frame.pixels()[0] / columns;
        int bottom = frame.pixels()[0] / columns;
        for (int pixel : frame.pixels()) {
            top = Math.min(top, pixel / columns);
            bottom = Math.max(bottom, pixel / columns);
        }
        int width = right - left + 1;
        byte[] inner = new byte[width * (bottom - top + 1)];
        boolean[] deepest = new boolean[inner.length];
        double far = 0.25 * Math.min(frame.width(), frame.height());
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        for (int pixel : frame.pixels()) {
            int column = pixel % columns;
            int row = pixel / columns;
            double u = cos * (column + 0.5) + sin * (row + 0.5);
            double v = cos * (row + 0.5) - sin * (column + 0.5);
            double deep = Math.min(
                    Math.min(u - frame.left(), frame.right() - u), Math.min(v - frame.top(), frame.bottom() - v));
            int place = (row - top) * width + column - left;
            inner[place] = (byte) (deep > thick ? 1 : 0);
            deepest[place] = deep > far;
        }
        int corner = top * columns + left;
        return Parts.of(inner, width, bottom - top + 1).parts().stream()
                .filter(part -> part.longer() > 0.25 * frame.height()
                        && Arrays.stream(part.pixels()).anyMatch(pixel -> deepest[pixel]))
                .map(part -> frame.of(Arrays.stream(part.pixels())
                                .map(pixel -> corner + pixel / width * columns + pixel % width)
                                .toArray())
                        .turned(columns, angle))
                .toList();
    }

    private static boolean contains(Part frame, Part part) {
        return part.left() > frame.left()
                && part.right() < frame.right()
                && part.top() > frame.top()
                && part.bottom() < frame.bottom()
                && part.longer() > 0.02 * frame.longer()
                && part.longer() >= 8;
    }

    /** Returns whether in it lies what is too large or too much for a digit in pieces: it is the border of a stamp. */
    private static boolean isStamp(Part frame, List<Part> parts) {
        int inside = 0;
        for (Part part : parts) {
            if (contains(frame, part) && part.longer() > 0.1 * frame.longer()) {
                inside++;
                boolean large = part.height() > 0.3 * frame.height()
                        && part.width() > 0.15 * frame.width()
                        && part.area() > 0.15 * frame.area();
                if (large || inside >= 3) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean sameSize(Part frame, Part other) {
        return Math.abs(frame.width() - other.width()) < 0.15 * other.width()
                && Math.abs(frame.height() - other.height()) < 0.15 * other.height();
    }

    private static boolean hasFourSides(Part part, int columns, double angle) {
        double depth = Math.max(2.5, 0.1 * Math.min(part.width(), part.height()));
        int width = (int) Math.ceil(part.width());
        int height = (int) Math.ceil(part.height());
        boolean[][] sides = {new boolean[width], new boolean[width], new boolean[height], new boolean[height]};
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        for (int pixel : part.pixels()) {
            double x = pixel % columns + 0.5;
            int line = pixel / columns;
            double y = line + 0.5;
            double u = cos * x + sin * y - part.left();
            double v = cos * y - sin * x - part.top();
            int column = Math.max(0, Math.min(width - 1, (int) u));
            int row = Math.max(0, Math.min(height - 1, (int) v));
            sides[0][column] |= v < depth;
            sides[1][column] |= v > part.height() - depth;
            sides[2][row] |= u < depth;
            sides[3][row] |= u > part.width() - depth;
        }
        for (boolean[] side : sides) {
            int covered = 0;
            for (boolean inked : side) {
                covered += inked ? 1 : 0;
            }
            if (covered < COVERED * side.length) {
                return false;
            }
        }
        return true;
    }
}
