package io.github.trocr4j.image.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Follows thin, straight lines of ink, such as rulings and frames, across writing and gaps. A line is a chain of short
 * runs of ink, one in each row (or column), that goes on where it points to.
 */
final class StraightLines {
    /** Tangent of 29 degrees. */
    private static final double MAX_SLOPE = 0.55;

    private static final double MIN_COVERAGE = 0.65;
    private static final int MEMORY = 100;

    /** Longer chains have to go on more exactly. */
    private static final int MATURE = 24;

    /**
     * A line that is closer to vertical, or its transpose.
     *
     * @param runs for each row that shows it: row, first column, column after the last
     * @param slope columns to the right per row down
     */
    record Line(List<int[]> runs, double slope) {
        int start() {
            return runs.get(0)[0];
        }

        int end() {
            return runs.get(runs.size() - 1)[0] + 1;
        }

        int length() {
            return end() - start();
        }

        /** Returns the width that most runs have at most. */
        int width() {
            int[] widths =
                    runs.stream().mapToInt(run -> run[2] - run[1]).sorted().toArray();
            return widths[widths.length / 2];
        }
    }

    private StraightLines() {}

    /**
     * Finds lines that are closer to vertical; those of the transposed plane are closer to horizontal.
     *
     * @param ink 0 for no ink
     * @param thickness of the thickest line, in pixels
     * @param shortest length, in pixels
     */
    static List<Line> steep(GrayPlane ink, int thickness, int shortest) {
        int width = ink.width();
        byte[] values = ink.values();
        List<Line> found = new ArrayList<>();
        List<Track> open = new ArrayList<>();
        Track[] expected = new Track[width + 4];
        for (int y = 0; y < ink.height(); y++) {
            Arrays.fill(expected, null);
            List<Track> still = new ArrayList<>(open.size());
            for (Track track : open) {
                if (y - track.last > track.patience()) {
                    track.line(shortest, thickness).ifPresent(found::add);
                    continue;
                }
                still.add(track);
                int place = (int) Math.round(track.expected(y)) + 2;
                int off = track.hits() < MATURE ? 2 : 1;
                for (int x = Math.max(0, place - off); x <= Math.min(expected.length - 1, place + off); x++) {
                    if (expected[x] == null || expected[x].hits() < track.hits()) {
                        expected[x] = track;
                    }
                }
            }
            open = still;
            int row = y * width;
            for (int x = 0; x < width; x++) {
                if (values[row + x] == 0) {
                    continue;
                }
                int from = x;
                while (x < width && values[row + x] != 0) {
                    x++;
                }
                if (x - from <= thickness) {
                    Track track = expected[(from + x) / 2 + 2];
                    if (track == null || track.last == y || !track.fits(x - from)) {
                        track = new Track();
                        open.add(track);
                    }
                    track.add(y, from, x);
                }
            }
        }
        open.forEach(track -> track.line(shortest, thickness).ifPresent(found::add));
        return found;
    }

    /** A line in the making. */
    private static final class Track {
        private final List<int[]> runs = new ArrayList<>();
        private int last;
        private int widths;

        void add(int y, int from, int to) {
            runs.add(new int[] {y, from, to});
            last = y;
            widths += to - from;
        }

        /** Returns whether a run is about as wide as the others; where writing covers the line it is wider. */
        boolean fits(int width) {
            return runs.size() < 8 || width <= 1.6 * widths / runs.size() + 1;
        }

        int hits() {
            return runs.size();
        }

        /** Returns how many rows it may be invisible: crossings hide it for longer than specks last. */
        int patience() {
            return Math.min(MEMORY, runs.size() / 2 + 1);
        }

        double expected(int y) {
            int[] end = runs.get(runs.size() - 1);
            return centre(end) + (runs.size() < 8 ? 0 : slope(Math.max(0, runs.size() - MEMORY)) * (y - last));
        }

        private double slope(int first) {
            int[] start = runs.get(first);
            int[] end = runs.get(runs.size() - 1);
            return (centre(end) - centre(start)) / Math.max(1, end[0] - start[0]);
        }

        private static double centre(int[] run) {
            return (run[1] + run[2] - 1) / 2.0;
        }

        Optional<Line> line(int shortest, int thickness) {
            int[] start = runs.get(0);
            int length = last + 1 - start[0];
            double slope = slope(0);
            if (length < shortest || runs.size() < MIN_COVERAGE * length || Math.abs(slope) > MAX_SLOPE) {
                return Optional.empty();
            }
            double allowed = Math.max(1 + thickness / 2.0, 0.015 * length);
            for (int[] run : runs) {
                if (Math.abs(centre(run) - centre(start) - slope * (run[0] - start[0])) > allowed) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Line(runs, slope));
        }
    }
}
