package io.github.trocr4j.image.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Separates touching digits at the thinnest place. */
final class TouchingDigits {
    /** As fractions of a digit's height: the least width of two digits, and the least height of each part. */
    private static final double MIN_PAIR_WIDTH = 0.8;

    private static final double MIN_PART_HEIGHT = 0.7;

    private TouchingDigits() {}

    /**
     * Cuts the widest pieces of a row until there are as many as requested, or the widest is too narrow for two digits.
     */
    static List<Blob> cut(List<Blob> row, double size, int columns, int digits) {
        List<Blob> pieces = new ArrayList<>(row);
        while (!pieces.isEmpty() && pieces.size() < digits) {
            int widest = 0;
            for (int i = 1; i < pieces.size(); i++) {
                if (pieces.get(i).width() > pieces.get(widest).width()) {
                    widest = i;
                }
            }
            Blob blob = pieces.get(widest);
            if (blob.width() < MIN_PAIR_WIDTH * size) {
                break;
            }
            Optional<int[]> cut = ThinnestCut.of(blob, columns, MIN_PART_HEIGHT * size);
            if (cut.isEmpty()) {
                break;
            }
            pieces.set(widest, part(blob, columns, cut.get(), true));
            pieces.add(widest + 1, part(blob, columns, cut.get(), false));
        }
        return pieces;
    }

    private static Blob part(Blob blob, int columns, int[] cut, boolean left) {
        return Blob.of(
                Arrays.stream(blob.pixels())
                        .filter(pixel -> pixel % columns < cut[pixel / columns - blob.top()] == left)
                        .toArray(),
                columns);
    }

    /**
     * The path from top to bottom of a piece that crosses the least ink; each step leads down, or down and one column
     * sideways (the "seam" of S. Avidan and A. Shamir, "Seam carving for content-aware image resizing", 2007).
     */
    private static final class ThinnestCut {
        /**
         * Costs, in crossed ink pixels, of a step sideways, and of a row at the edge of the piece rather than in its
         * middle.
         */
        private static final double ASIDE = 0.1;

        private static final double OFF_MIDDLE = 0.1;

        private final Blob blob;
        private final boolean[] ink;

        // Distance of cuts from both ends: a digit's width in a piece of two, a third of a narrow piece.
        private final int margin;

        private ThinnestCut(Blob blob, int columns) {
            this.blob = blob;
            this.ink = new boolean[blob.width() * blob.height()];
            for (int pixel : blob.pixels()) {
                ink[(pixel / columns - blob.top()) * blob.width() + pixel % columns - blob.left()] = true;
            }
            this.margin = Math.max(1, Math.min(blob.width() / 3, (int) (0.4 * blob.height())));
        }

        /**
         * Finds the best cut that leaves enough ink on both sides.
         *
         * @param columns columns of the plane
         * @param tall least height of the parts
         * @return for each row of the piece, the first column of the plane to the right of the cut
         */
        static Optional<int[]> of(Blob blob, int columns, double tall) {
            ThinnestCut thinnest = new ThinnestCut(blob, columns);
            byte[] steps = new byte[thinnest.ink.length];
            double[] costs = thinnest.costs(steps);
            int[] best = null;
            double least = Double.MAX_VALUE;
            for (int end = thinnest.margin; end < blob.width() - thinnest.margin; end++) {
                if (costs[end] < least) {
                    int[] cut = thinnest.upwards(end, steps);
                    if (thinnest.height(cut, true) >= tall && thinnest.height(cut, false) >= tall) {
                        best = cut;
                        least = costs[end];
                    }
                }
            }
            return Optional.ofNullable(best);
        }

        /**
         * Returns the cost of the cheapest path to each column of the last row, and stores the last step to each pixel
         * (-1, 0 or 1 back).
         */
        private double[] costs(byte[] steps) {
            int width = blob.width();
            double[] above = new double[width];
            for (int y = 0; y < blob.height(); y++) {
                double[] costs = new double[width];
                Arrays.fill(costs, Double.MAX_VALUE);
                for (int x = margin; x < width - margin; x++) {
                    for (int step = -1; step <= 1; step++) {
                        boolean inside = x + step >= margin && x + step < width - margin;
                        double cost = above[x + step] + Math.abs(step) * ASIDE;
                        if (inside && cost < costs[x]) {
                            costs[x] = cost;
                            steps[y * width + x] = (byte) step;
                        }
                    }
                    costs[x] += (ink[y * width + x] ? 1 : 0) + OFF_MIDDLE * Math.abs(2.0 * x / width - 1);
                }
                above = costs;
            }
            return above;
        }

        private int[] upwards(int end, byte[] steps) {
            int[] cut = new int[blob.height()];
            int x = end;
            for (int y = blob.height() - 1; y >= 0; y--) {
                cut[y] = blob.left() + x;
                x += steps[y * blob.width() + x];
            }
            return cut;
        }

        /** Returns the number of rows from the first to the last with ink on one side of a cut. */
        private int height(int[] cut, boolean left) {
            int first = -1;
            int last = -2;
            for (int y = 0; y < cut.length; y++) {
                int from = left ? 0 : cut[y] - blob.left();
                int to = left ? cut[y] - blob.left() : blob.width();
                boolean inked = false;
                for (int x = from; x < to && !inked; x++) {
                    inked = ink[y * blob.width() + x];
                }
                if (inked) {
                    first = first < 0 ? y : first;
                    last = y;
                }
            }
            return last - first + 1;
        }
    }
}
