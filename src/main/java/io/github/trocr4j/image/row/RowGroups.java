package io.github.trocr4j.image.row;

import io.github.trocr4j.image.row.Parts.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups pieces of ink to rows of writing: neighbours of similar height at the same level, the nearest first, as long
 * as the row does not become higher than one row is. Sizes are relative to the height of the writing.
 */
final class RowGroups {
    /** Bounds the time. Digits are among the largest pieces. */
    private static final int MAX_PARTS = 600;

    private static final int MAX_STACKED = 200;

    /** A wider gap always separates; a gap above the second separates if it is clearly wider than the row's others. */
    static final double FAR = 2.8;

    private static final double APART = 1.5;
    private static final double WIDER = 2.2;

    private RowGroups() {}

    /**
     * A row in the making.
     *
     * @param parts in no order
     */
    record Group(List<Part> parts) {
        Group with(Group other) {
            List<Part> all = new ArrayList<>(parts);
            all.addAll(other.parts);
            return new Group(all);
        }

        double left() {
            return parts.stream().mapToDouble(Part::left).min().orElseThrow();
        }

        double right() {
            return parts.stream().mapToDouble(Part::right).max().orElseThrow();
        }

        double top() {
            return parts.stream().mapToDouble(Part::top).min().orElseThrow();
        }

        double bottom() {
            return parts.stream().mapToDouble(Part::bottom).max().orElseThrow();
        }

        double height() {
            return bottom() - top();
        }

        double width() {
            return right() - left();
        }

        /** Returns whether it is a single straight line, level or upright; a row of touching digits is none. */
        boolean isLine(int columns) {
            Part part = parts.get(0);
            boolean level = part.width() > part.height();
            Map<Integer, int[]> ends = new HashMap<>();
            for (int pixel : part.pixels()) {
                int along = level ? pixel % columns : pixel / columns;
                int across = level ? pixel / columns : pixel % columns;
                int[] end = ends.computeIfAbsent(along, place -> new int[] {across, across});
                end[0] = Math.min(end[0], across);
                end[1] = Math.max(end[1], across);
            }
            double extent = ends.values().stream()
                    .mapToInt(end -> end[1] - end[0] + 1)
                    .average()
                    .orElseThrow();
            return parts.size() == 1 && extent < 0.1 * part.longer() && extent * ends.size() < 1.5 * part.area();
        }

        /** Returns the height of a tall digit: exceeded by a quarter of the pieces. */
        double size() {
            double[] heights = parts.stream().mapToDouble(Part::height).sorted().toArray();
            return heights[heights.length < 4 ? heights.length - 1 : (heights.length - 1) * 3 / 4];
        }

        double area() {
            return parts.stream().mapToDouble(Part::area).sum();
        }

        /** Returns the slope of the line through the middles of the larger pieces; 0 if there are few. */
        double slope() {
            double size = size();
            List<Part> large =
                    parts.stream().filter(part -> part.height() > 0.5 * size).toList();
            if (large.size() < 3) {
                return 0;
            }
            List<Double> slopes = new ArrayList<>();
            for (Part first : large) {
                for (Part second : large) {
                    double across = second.middle() - first.middle();
                    if (across > size) {
                        slopes.add((second.centre() - first.centre()) / across);
                    }
                }
            }
            slopes.sort(null);
            return slopes.isEmpty() ? 0 : slopes.get(slopes.size() / 2);
        }

        /** Returns the height when the row is turned level. */
        double levelHeight() {
            double slope = slope();
            double top = Double.MAX_VALUE;
            double bottom = -Double.MAX_VALUE;
            for (Part part : parts) {
                top = Math.min(top, part.top() - slope * part.middle());
                bottom = Math.max(bottom, part.bottom() - slope * part.middle());
            }
            return bottom - top;
        }
    }

    private record Link(int first, int second, double distance) {}

    /** Returns the rows, from top to bottom and left to right; parts that belong to none are left out. */
    static List<Group> of(List<Part> all, int columns, double smallest) {
        List<Part> parts = all.stream()
                .filter(part -> part.longer() >= smallest)
                .sorted(Comparator.comparingDouble((Part part) -> -part.longer()))
                .limit(MAX_PARTS)
                .sorted(Comparator.comparingDouble(Part::left))
                .toList();
        List<Group> groups = stacked(linked(parts));
        if (groups.isEmpty()) {
            return List.of();
        }
        groups = withSmall(groups, columns);
        List<Group> rows = new ArrayList<>();
        groups.forEach(group -> rows.addAll(split(group)));
        return ordered(rows);
    }

    /** Joins the highest row, if it is higher than this, with all that is beside, above and below it. */
    @SuppressWarnings("ReferenceEquality") // this very row; records compare all that is in them
    static List<Group> aroundHighest(List<Group> rows, double least) {
        Group highest =
                rows.stream().max(Comparator.comparingDouble(Group::height)).orElse(null);
        if (highest == null || highest.height() < least) {
            return rows;
        }
        double reach = FAR * highest.height();
        List<Group> rest = new ArrayList<>();
        Group row = highest;
        for (Group other : rows) {
            if (other == highest) {
                continue;
            }
            if (other.left() < row.right() + reach && other.right() > row.left() - reach) {
                row = row.with(other);
            } else {
                rest.add(other);
            }
        }
        rest.add(row);
        return ordered(rest);
    }

    private static List<Group> linked(List<Part> parts) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part first = parts.get(i);
            for (int j = i + 1; j < parts.size(); j++) {
                Part second = parts.get(j);
                double taller = Math.max(first.height(), second.height());
                double shorter = Math.min(first.height(), second.height());
                double gap = second.left() - first.right();
                double shared = Math.min(first.bottom(), second.bottom()) - Math.max(first.top(), second.top());
                if (shorter > 0.3 * taller && gap < FAR * taller && shared > 0.4 * shorter) {
                    double aside = Math.abs(first.centre() - second.centre());
                    links.add(new Link(i, j, Math.max(0, gap) + 2 * aside));
                }
            }
        }
        links.sort(Comparator.comparingDouble(Link::distance));
        Map<Integer, Group> of = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            of.put(i, new Group(List.of(parts.get(i))));
        }
        int[] root = new int[parts.size()];
        Arrays.setAll(root, i -> i);
        for (Link link : links) {
            int first = root(root, link.first());
            int second = root(root, link.second());
            if (first == second) {
                continue;
            }
            Group joined = of.get(first).with(of.get(second));
            if (joined.levelHeight()
                            <= 1.5
                                    * Math.max(
                                            of.get(first).size(), of.get(second).size())
                    && Math.abs(joined.slope()) < 0.35) {
                root[second] = first;
                of.put(first, joined);
                of.remove(second);
            }
        }
        return new ArrayList<>(of.values());
    }

    private static int root(int[] root, int i) {
        int at = i;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    /** Joins pieces of one digit that lie above one another, close together. */
    private static List<Group> stacked(List<Group> groups) {
        List<Group> sorted = new ArrayList<>(groups);
        sorted.sort(Comparator.comparingDouble((Group group) -> -group.area()));
        for (int i = 0; i < Math.min(MAX_STACKED, sorted.size()); i++) {
            for (int j = Math.min(MAX_STACKED, sorted.size()) - 1; j > i; j--) {
                if (isStack(sorted.get(i), sorted.get(j))) {
                    sorted.set(i, sorted.get(i).with(sorted.remove(j)));
                }
            }
        }
        return sorted;
    }

    private static boolean isStack(Group first, Group second) {
        double height = Math.max(first.bottom(), second.bottom()) - Math.min(first.top(), second.top());
        double width = Math.max(first.right(), second.right()) - Math.min(first.left(), second.left());
        double gap = Math.max(second.top() - first.bottom(), first.top() - second.bottom());
        double shared = first.width() + second.width() - width;
        // Two rows of digits are wider than one digit in two halves.
        boolean oneDigit = width < 0.9 * height || height < 1.5 * Math.max(first.height(), second.height());
        return gap < 0.09 * height && oneDigit && shared > 0.4 * Math.min(first.width(), second.width());
    }

    /** Gives marks, pieces of digits and small digits to the row they stand in; drops what is smaller than a mark. */
    private static List<Group> withSmall(List<Group> groups, int columns) {
        groups.sort(Comparator.comparingDouble((Group group) -> -group.area() * group.height()));
        double typical = groups.stream()
                .filter(group -> !group.isLine(columns))
                .findFirst()
                .orElse(groups.get(0))
                .size();
        List<Group> rows = new ArrayList<>();
        for (Group group : groups) {
            int nearest = -1;
            double least = Double.MAX_VALUE;
            for (int i = 0; i < rows.size(); i++) {
                Group row = rows.get(i);
                double size = row.size();
                if (group.height() > 0.62 * size || group.width() > 1.2 * size) {
                    continue;
                }
                double middle = (group.left() + group.right()) / 2;
                double line =
                        row.parts().stream().mapToDouble(Part::centre).average().orElseThrow();
                double rowMiddle =
                        row.parts().stream().mapToDouble(Part::middle).average().orElseThrow();
                line += row.slope() * (middle - rowMiddle);
                double off = Math.abs((group.top() + group.bottom()) / 2 - line);
                double beside = Math.max(0, Math.max(row.left() - group.right(), group.left() - row.right()));
                if (off < 0.75 * size && beside < 0.8 * size && off + beside < least) {
                    least = off + beside;
                    nearest = i;
                }
            }
            if (nearest < 0) {
                rows.add(group);
            } else if (Math.max(group.height(), group.width())
                    > 0.08 * rows.get(nearest).size()) {
                rows.set(nearest, rows.get(nearest).with(group));
            }
        }
        rows.removeIf(row -> row.size() < 0.33 * typical || (row.isLine(columns) && isNoDigit(row, typical)));
        return rows;
    }

    /** Returns whether a straight line cannot be a one. */
    private static boolean isNoDigit(Group line, double typical) {
        return line.width() > line.height() || line.height() > 1.8 * typical;
    }

    /** Separates what stands far apart in one row. */
    private static List<Group> split(Group group) {
        double size = group.size();
        List<Part> sorted = group.parts().stream()
                .sorted(Comparator.comparingDouble(Part::left))
                .toList();
        List<Double> gaps = new ArrayList<>();
        double right = sorted.get(0).right();
        for (Part part : sorted.subList(1, sorted.size())) {
            if (part.left() > right + 0.02 * size) {
                gaps.add(part.left() - right);
            }
            right = Math.max(right, part.right());
        }
        gaps.sort(null);
        double usual = gaps.size() < 2 ? 0 : gaps.get((gaps.size() - 1) / 2);
        double limit = Math.min(FAR, Math.max(APART, WIDER * usual / size)) * size;
        List<Group> entries = new ArrayList<>();
        List<Part> entry = new ArrayList<>();
        right = sorted.get(0).right();
        for (Part part : sorted) {
            if (part.left() - right > limit) {
                entries.add(new Group(entry));
                entry = new ArrayList<>();
            }
            entry.add(part);
            right = Math.max(right, part.right());
        }
        entries.add(new Group(entry));
        // What stands alone and is small is no entry.
        entries.removeIf(one -> one.size() < 0.33 * size);
        return entries;
    }

    /** Sorts by lines, then from left to right. */
    private static List<Group> ordered(List<Group> rows) {
        List<Group> rest = new ArrayList<>(rows);
        List<Group> ordered = new ArrayList<>();
        rest.sort(Comparator.comparingDouble(Group::top));
        while (!rest.isEmpty()) {
            Group first = rest.get(0);
            double centre = (first.top() + first.bottom()) / 2;
            List<Group> line = new ArrayList<>();
            List<Group> below = new ArrayList<>();
            for (Group other : rest) {
                double off = Math.abs((other.top() + other.bottom()) / 2 - centre);
                (off < 0.5 * Math.max(first.height(), other.height()) ? line : below).add(other);
            }
            line.sort(Comparator.comparingDouble(Group::left));
            ordered.addAll(line);
            rest = below;
        }
        return ordered;
    }
}
