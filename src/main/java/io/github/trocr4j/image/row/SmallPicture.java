package io.github.trocr4j.image.row;

import io.github.trocr4j.image.row.Parts.Part;
import io.github.trocr4j.image.row.RowGroups.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the rows of a small picture: usually it is one digit or one row that somebody cut out, with little or no
 * margin. All its ink is one row then, with printed lines and whatever else is around, and if the ink cannot be told
 * from the paper, the whole picture is.
 */
final class SmallPicture {
    /** As share of the longest piece of ink: smaller pieces are specks, unless they are in a row. */
    private static final double SPECK = 0.1;

    /** Ink whose strongest place is fainter than this share of the strongest is paper. */
    private static final double FAINT = 0.3;

    /** As share of the picture's height: lower ink among noise is not all of a row. */
    private static final double LOW = 0.25;

    private SmallPicture() {}

    /** Returns the rows; none if the picture is even. */
    static List<Group> rows(Ink ink, double smallest) {
        int width = ink.plane().width();
        int height = ink.plane().height();
        List<Part> all = Parts.of(ink.strength(), width, height).parts();
        int strong = all.stream().mapToInt(Part::peak).max().orElse(0);
        double longest = all.stream().mapToDouble(Part::longer).max().orElse(0);
        if (longest < smallest) {
            return strong == 0 || Math.max(width, height) < 2 * smallest ? List.of() : List.of(whole(width, height));
        }
        List<Part> parts = all.stream()
                .filter(part -> part.peak() >= FAINT * strong && part.longer() >= SPECK * longest)
                .toList();
        if (parts.isEmpty()) {
            return List.of(whole(width, height)); // the long piece is faint, the strong ones are specks
        }
        List<Group> several = separate(RowGroups.of(parts, width, smallest));
        if (several.size() > 1) {
            return several;
        }
        Group row = new Group(parts);
        boolean noisy = all.size() > 10 + 3 * parts.size();
        return List.of(noisy && row.height() < LOW * height ? whole(width, height) : row);
    }

    /** Returns rows that are clearly rows: lines of several digits above one another, or numbers far apart. */
    private static List<Group> separate(List<Group> rows) {
        double highest = rows.stream().mapToDouble(Group::height).max().orElse(0);
        List<Group> clear = new ArrayList<>();
        for (Group row : rows) {
            long digits = row.parts().stream()
                    .filter(part -> part.height() > 0.5 * row.height())
                    .count();
            if (row.height() <= 0.6 * highest || digits < 2 || row.width() <= 1.2 * row.height()) {
                continue;
            }
            int beside = 0;
            while (beside < clear.size() && !isBeside(clear.get(beside), row)) {
                beside++;
            }
            if (beside < clear.size()) {
                clear.set(beside, clear.get(beside).with(row));
            } else {
                clear.add(row);
            }
        }
        return clear;
    }

    private static boolean isBeside(Group first, Group second) {
        double shared = Math.min(first.bottom(), second.bottom()) - Math.max(first.top(), second.top());
        double gap = Math.max(first.left(), second.left()) - Math.min(first.right(), second.right());
        double height = Math.min(first.height(), second.height());
        return shared > 0.3 * height && gap < RowGroups.FAR * Math.max(first.size(), second.size());
    }

    private static Group whole(int width, int height) {
        int[] pixels = IntStream.range(0, width * height).toArray();
        return new Group(List.of(new Part(1, 0, 0, width, height, pixels.length, 255, pixels)));
    }
}
