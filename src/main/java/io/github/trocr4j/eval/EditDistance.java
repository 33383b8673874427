package io.github.trocr4j.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The Levenshtein distance: how many symbols have to be replaced, left out or added to turn one sequence into another (V.
 * Levenshtein, 1966), and which. Symbols are numbers, 0 or greater: code points, or words that were numbered.
 *
 * <p>For n and m symbols it takes time n·m and memory n + m, apart from a table of at most 4 MiB.
 */
final class EditDistance {
    /** Stands for no symbol in an {@link Edit}. */
    static final int NOTHING = -1;

    private static final int CELLS = 1 << 19;

    // Costs: first the edits count, then, among alignments with as many edits, how many of them replace a symbol.
    private static final long ONE = 1L << 32;
    private static final long REPLACED = ONE + 1;

    private EditDistance() {}

    /**
     * One difference.
     *
     * @param expected the symbol that should be there, or {@link #NOTHING} if {@code read} is one too many
     * @param read the symbol that is there instead, or {@link #NOTHING} if it is missing
     */
    record Edit(int expected, int read) {}

    /** The smallest number of edits. */
    static int distance(int[] expected, int[] read) {
        return (int) (costs(expected, 0, expected.length, read, 0, read.length)[read.length] / ONE);
    }

    /**
     * The smallest set of edits, from left to right. Of several it is one that leaves the most symbols in place: for "no5."
     * instead of "no 5" a space is missing and a point too many, rather than that the space was read as 5, and 5 as a point.
     * If there are still several, it is always the same one.
     */
    static List<Edit> edits(int[] expected, int[] read) {
        return edits(expected, read, CELLS);
    }

    /** With tables of at most so many cells; tests make them small. */
    static List<Edit> edits(int[] expected, int[] read, int cells) {
        List<Edit> edits = new ArrayList<>();
        align(expected, 0, expected.length, read, 0, read.length, cells, edits);
        return edits;
    }

    /**
     * D. S. Hirschberg, "A linear space algorithm for computing maximal common subsequences" (CACM 18, 1975): finds where the
     * best alignment crosses the middle of {@code a} and aligns the halves on their own, until they fit into a table.
     */
    private static void align(int[] a, int a0, int a1, int[] b, int b0, int b1, int cells, List<Edit> edits) {
        if (a1 - a0 < 2 || (a1 - a0 + 1L) * (b1 - b0 + 1L) <= cells) {
            trace(a, a0, a1, b, b0, b1, edits);
            return;
        }
        int middle = (a0 + a1) >>> 1;
        long[] before = costs(a, a0, middle, b, b0, b1);
        long[] after = costsFromEnd(a, middle, a1, b, b0, b1);
        int best = 0;
        for (int j = 1; j < before.length; j++) {
            if (before[j] + after[j] < before[best] + after[best]) {
                best = j;
            }
        }
        align(a, a0, middle, b, b0, b0 + best, cells, edits);
        align(a, middle, a1, b, b0 + best, b1, cells, edits);
    }

    /** Wagner and Fischer, "The string-to-string correction problem" (JACM 21, 1974): the whole table, walked from its end. */
    private static void trace(int[] a, int a0, int a1, int[] b, int b0, int b1, List<Edit> edits) {
        int rows = a1 - a0;
        int columns = b1 - b0;
        long[][] table = new long[rows + 1][columns + 1];
        for (int j = 0; j <= columns; j++) {
            table[0][j] = j * ONE;
        }
        for (int i = 1; i <= rows; i++) {
            table[i][0] = i * ONE;
            for (int j = 1; j <= columns; j++) {
                long paired = table[i - 1][j - 1] + (a[a0 + i - 1] == b[b0 + j - 1] ? 0 : REPLACED);
                table[i][j] = Math.min(paired, Math.min(table[i - 1][j], table[i][j - 1]) + ONE);
            }
        }
        int first = edits.size();
        int i = rows;
        int j = columns;
        while (i > 0 || j > 0) {
            int expected = i > 0 ? a[a0 + i - 1] : NOTHING;
            int read = j > 0 ? b[b0 + j - 1] : NOTHING;
            if (i > 0 && j > 0 && table[i][j] == table[i - 1][j - 1] + (expected == read ? 0 : REPLACED)) {
                if (expected != read) {
                    edits.add(new Edit(expected, read));
                }
                i--;
                j--;
            } else if (i > 0 && table[i][j] == table[i - 1][j] + ONE) {
                edits.add(new Edit(expected, NOTHING));
                i--;
            } else {
                edits.add(new Edit(NOTHING, read));
                j--;
            }
        }
        Collections.reverse(edits.subList(first, edits.size()));
    }

    /** Element j is the cost of turning {@code a[a0..a1)} into {@code b[b0..b0 + j)}. */
    private static long[] costs(int[] a, int a0, int a1, int[] b, int b0, int b1) {
        long[] row = new long[b1 - b0 + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j * ONE;
        }
        for (int i = a0; i < a1; i++) {
            long diagonal = row[0];
            row[0] += ONE;
            for (int j = 1; j < row.length; j++) {
                long paired = diagonal + (a[i] == b[b0 + j - 1] ? 0 : REPLACED);
                diagonal = row[j];
                row[j] = Math.min(paired, Math.min(row[j], row[j - 1]) + ONE);
            }
        }
        return row;
    }

    /** Element j is the cost of turning {@code a[a0..a1)} into {@code b[b0 + j..b1)}. */
    private static long[] costsFromEnd(int[] a, int a0, int a1, int[] b, int b0, int b1) {
        long[] row = new long[b1 - b0 + 1];
        int last = row.length - 1;
        for (int j = 0; j <= last; j++) {
            row[j] = (last - j) * ONE;
        }
        for (int i = a1 - 1; i >= a0; i--) {
            long diagonal = row[last];
            row[last] += ONE;
            for (int j = last - 1; j >= 0; j--) {
                long paired = diagonal + (a[i] == b[b0 + j] ? 0 : REPLACED);
                diagonal = row[j];
                row[j] = Math.min(paired, Math.min(row[j], row[j + 1]) + ONE);
            }
        }
        return row;
    }
}
