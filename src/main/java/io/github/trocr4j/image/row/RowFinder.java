package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.Parts.Part;
import io.github.trocr4j.image.row.RowGroups.Group;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds rows of writing in any picture: dark on light or light on dark, level or turned up to 25 degrees, in uneven
 * light, on ruled paper, in boxes, on a table. It does not look for digits, and also returns rows of letters.
 *
 * <p>A picture of more than two million pixels is reduced for the search; what is lower than about 8 pixels then is not
 * found.
 */
public final class RowFinder {
    private static final int PIXELS = 2_000_000;

    /** A picture that is not higher, in pixels, is likely to be a digit or a row that somebody cut out. */
    private static final int SMALL = 130;

    /** In a picture whose sides are not longer, in pixels, the paper is equally bright everywhere. */
    private static final int TINY = 72;

    /** In heights: a picture that is wider is likely to be a row, if writing fills it: more than the other share. */
    private static final double WIDE = 2.5;

    private static final double FILLED = 0.45;

    /** Share of the ink of other rows that dark corners do not reach. */
    private static final double CORNER = 0.75;

    /** Ink of less height, in pixels, cannot be read. */
    private static final double SMALLEST = 5;

    /** Least height as a share of the shorter side of the picture. */
    private static final double SMALLEST_SHARE = 0.007;

    /** Writing whose strongest ink is fainter than this share of the strongest is paper. */
    private static final double FAINT = 0.35;

    private RowFinder() {}

    /**
     * Finds the rows.
     *
     * @param picture of any size, gray or colour
     * @return the rows from top to bottom; entries that stand far apart in one row are rows of their own, from left to
     *     right. Empty if there is no writing.
     */
    public static List<WritingRow> find(Picture picture) {
        GrayPlane whole = new GrayPlane(picture.gray(), picture.width(), picture.height());
        GrayPlane plane = whole.reduced(PIXELS);
        boolean small = plane.height() <= SMALL;
        StrokeScale strokes = StrokeScale.of(plane, small);
        GrayPlane dark = strokes.lightOnDark() ? plane.inverted() : plane;
        int shorter = Math.min(plane.width(), plane.height());
        if (small) {
            int window = Math.max(plane.width(), shorter) <= TINY ? 2 * TINY : Math.max(3 * strokes.window(), shorter);
            Ink ink = Ink.of(dark, window, true);
            List<Group> rows = SmallPicture.rows(ink, SMALLEST);
            boolean[] none = new boolean[ink.strength().length];
            RowCrops crops = new RowCrops(whole, ink, none, none, strokes.lightOnDark(), 0);
            return rows.stream().map(row -> crops.upright(row, rows)).toList();
        }
        Ink ink = Ink.of(dark, Math.max(2 * strokes.window(), shorter / 10), false);
        Rulings rulings = Rulings.of(ink, thickness(strokes, shorter));
        Parts parts = Parts.of(rulings.ink(), plane.width(), plane.height());
        List<Part> writing = clear(parts, plane, strokes);
        double likely = Double.isNaN(rulings.angle()) ? Skew.angle(writing, plane.width()) : rulings.angle();
        double smallest = Math.max(SMALLEST, SMALLEST_SHARE * shorter);
        Boxes boxes = Boxes.among(turned(writing, plane, likely), plane.width(), likely);
        List<Group> rows = RowGroups.of(boxes.rest(), plane.width(), smallest);
        double angle = likely;
        if (likely != 0 && Double.isNaN(rulings.angle())) {
            Boxes level = Boxes.among(writing, plane.width(), 0);
            List<Group> levelRows = RowGroups.of(level.rest(), plane.width(), smallest);
            if (order(levelRows) >= 0.95 * order(rows)) {
                boxes = level;
                rows = levelRows;
                angle = 0;
            }
        }
        if (plane.width() >= WIDE * plane.height()) {
            rows = RowGroups.aroundHighest(rows, FILLED * plane.height());
        }
        boolean[] removed = rulings.removed();
        for (Part box : boxes.boxes()) {
            for (int pixel : box.pixels()) {
                removed[pixel] = true;
            }
        }
        RowCrops crops = new RowCrops(whole, ink, removed, rulings.level(), strokes.lightOnDark(), angle);
        List<WritingRow> found = new ArrayList<>();
        for (Group row : rows) {
            if (!isTable(row, ink, rows)
                    && !(rows.size() > 1 && (isWedge(row, plane) || isDarkCorner(row, rows, plane)))) {
                found.add(crops.of(row, rows));
            }
        }
        return found;
    }

    private static int thickness(StrokeScale strokes, int shorter) {
        return Math.max(3, Math.min(strokes.window(), shorter / 60 + 1));
    }

    private static List<Part> turned(List<Part> parts, GrayPlane plane, double angle) {
        return angle == 0
                ? parts
                : parts.stream().map(part -> part.turned(plane.width(), angle)).toList();
    }

    /** Returns how much of the ink stands in level rows: the number of neighbours, less for rows that slope. */
    private static double order(List<Group> rows) {
        double sum = 0;
        for (Group row : rows) {
            sum += (row.parts().size() - 1) * (1 - Math.min(1, 2 * Math.abs(row.slope())));
        }
        return sum;
    }

    /** Leaves out what is much fainter than the rest, and broad dark areas at the sides, such as shadows and tables. */
    private static List<Part> clear(Parts parts, GrayPlane plane, StrokeScale strokes) {
        int[] peaks = parts.parts().stream()
                .filter(part -> part.area() >= 12)
                .mapToInt(Part::peak)
                .sorted()
                .toArray();
        int strong = peaks.length == 0 ? 0 : peaks[peaks.length * 3 / 4];
        return parts.parts().stream()
                .filter(part -> part.peak() >= FAINT * strong)
                .filter(part ->
                        !atSide(part, plane) || part.thickness(parts.labels(), plane.width()) <= 1.5 * strokes.window())
                .toList();
    }

    private static boolean atSide(Part part, GrayPlane plane) {
        return part.left() == 0 || part.top() == 0 || part.right() == plane.width() || part.bottom() == plane.height();
    }

    /** Returns whether a row is only the end of a shadow's edge at the side of the picture: one solid piece. */
    private static boolean isWedge(Group row, GrayPlane plane) {
        Part part = row.parts().get(0);
        return row.parts().size() == 1
                && atSide(part, plane)
                && part.width() > 0.4 * part.height()
                && part.area() > 0.42 * part.width() * part.height();
    }

    /** Returns whether a row is in a corner and fainter than another: what a lens darkens. */
    private static boolean isDarkCorner(Group row, List<Group> rows, GrayPlane plane) {
        boolean corner = (row.left() <= 1 || row.right() >= plane.width() - 1)
                && (row.top() <= 1 || row.bottom() >= plane.height() - 1);
        return corner && rows.stream().anyMatch(other -> peak(row) < CORNER * peak(other));
    }

    private static int peak(Group row) {
        return row.parts().stream().mapToInt(Part::peak).max().orElse(0);
    }

    /** Returns whether the paper below a row is so dark, compared with others, that it is none. */
    private static boolean isTable(Group row, Ink ink, List<Group> rows) {
        int lightest = 0;
        for (Group other : rows) {
            lightest = Math.max(lightest, paper(other, ink));
        }
        return paper(row, ink) < 0.4 * lightest;
    }

    private static int paper(Group row, Ink ink) {
        int[] pixels = row.parts().get(0).pixels();
        return ink.paper().values()[pixels[pixels.length / 2]] & 0xff;
    }
}
