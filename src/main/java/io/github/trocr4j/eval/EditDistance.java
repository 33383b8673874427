package io.github.trocr4j.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The Levenshtein distance (V. Levenshtein, 1966): the smallest number of symbols that must be replaced, deleted or
 * inserted to turn one sequence into another. Symbols are non-negative numbers: code points, or numbered words.
 *
 * <p>Sequences of n and m symbols take O(nm) time and O(n + m) memory, plus a table of at most 4 MiB.
 */
final class EditDistance {
    /** In an {@link Edit}: no symbol. */
    static final int NOTHING = -1;

    private static final int CELLS = 1 << 19;

    // The upper half of a cost counts edits; the lower half counts replacements, which break ties.
    private static final long ONE = 1L << 32;
    private static final long REPLACED = ONE + 1;

    private EditDistance() {}

    /**
     * A symbol and its reading.
     *
     * @param expected the expected symbol, or {@link #NOTHING} if {@code read} was inserted
     * @param read the symbol read for it, or {@link #NOTHING} if {@code expected} was deleted
     */
    record Edit(int expected, int read) {}

    /** Returns the smallest number of edits. */
    static int distance(int[] expected, int[] read) {
        return (int) (costs(expected, 0, expected.length, read, 0, read.length)[read.length] / ONE);
    }

    /**
     * Returns a smallest set of edits, from left to right. Among several, it replaces the fewest symbols: if "no5." is
     * read for "no 5", the space is deleted and the full stop inserted, instead of the space being replaced by 5 and 5
     * by the full stop. The result is deterministic.
     */
    static List<Edit> edits(int[] expected, int[] read) {
        return edits(expected, read, CELLS);
    }

    /** As {@link #edits(int[], int[])}, with a limit on the size of the table, so that tests can make it small. */
    static List<Edit> edits(int[] expected, int[] read, int cells) {
        List<Edit> edits = alignment(expected, read, cells);
        edits.removeIf(edit -> edit.expected() == edit.read());
        return edits;
    }

    /** Returns the whole alignment: the edits of {@link #edits(int[], int[])} and, between them, the equal symbols. */
    static List<Edit> alignment(int[] expected, int[] read) {
        return alignment(expected, read, CELLS);
    }

    private static List<Edit> alignment(int[] expected, int[] read, int cells) {
        List<Edit> pairs = new ArrayList<>();
        align(expected, 0, expected.length, read, 0, read.length, cells, pairs);
        return pairs;
    }

    /**
     * D. S. Hirschberg, "A linear space algorithm for computing maximal common subsequences" (CACM 18, 1975): finds
     * where a best alignment crosses the middle of {@code a} and aligns the halves separately, until they fit into a
     * table.
     */
    private static void align(int[] a, int a0, int a1, int[] b, int b0, int b1, int cells, List<Edit> pairs) {
        if (a1 - a0 < 2 || (a1 - a0 + 1L) * (b1 - b0 + 1L) <= cells) {
            trace(a, a0, a1, b, b0, b1, pairs);
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
        align(a, a0, middle, b, b0, b0 + best, cells, pairs);
        align(a, middle, a1, b, b0 + best, b1, cells, pairs);
    }

    /**
     * R. Wagner and M. Fischer, "The string-to-string correction problem" (JACM 21, 1974): backtracks through a table.
     */
    private static void trace(int[] a, int a0, int a1, int[] b, int b0, int b1, List<Edit> pairs) {
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
        int first = pairs.size();
        int i = rows;
        int j = columns;
        while (i > 0 || j > 0) {
            int expected = i > 0 ? a[a0 + i - 1] : NOTHING;
            int read = j > 0 ? b[b0 + j - 1] : NOTHING;
            if (i > 0 && j > 0 && table[i][j] == table[i - 1][j - 1] + (expected == read ? 0 : REPLACED)) {
                pairs.add(new Edit(expected, read));
                i--;
                j--;
            } else if (i > 0 && table[i][j] == table[i - 1][j] + ONE) {
                pairs.add(new Edit(expected, NOTHING));
                i--;
            } else {
                pairs.add(new Edit(NOTHING, read));
                j--;
            }
        }
        Collections.reverse(pairs.subList(first, pairs.size()));
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
