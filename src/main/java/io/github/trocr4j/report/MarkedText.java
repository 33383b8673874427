package io.github.trocr4j.report;

import io.github.trocr4j.eval.LineReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The expected and the read text of a line, in parts that are right or wrong by alignment, ready to be shown.
 *
 * @param expected the parts of the expected text; wrong are the characters misread or missing
 * @param read the parts of the text read; wrong are the characters misread or too many, and the gaps of missing ones
 */
record MarkedText(List<Part> expected, List<Part> read) {
    private static final int MOST = 200;
    private static final int BEFORE = 40;
    private static final String ELLIPSIS = "\u2026";
    static final char OPEN_BOX = '\u2423';

    /**
     * A part of a text.
     *
     * @param text as {@link VisibleText} shows it; spaces of wrong parts are visible, too; empty for a gap
     */
    record Part(String text, boolean wrong) {}

    /** Compares two texts. Of long ones, only the 200 characters around the first difference are shown. */
    static MarkedText of(String expected, String read) {
        int[] a = expected.codePoints().toArray();
        int[] b = read.codePoints().toArray();
        int first = Arrays.mismatch(a, b);
        int from = Math.max(a.length, b.length) <= MOST || first < 0 ? 0 : Math.max(0, first - BEFORE);
        List<LineReading.Pair> pairs = new LineReading(part(a, from), part(b, from), 0).aligned();
        return new MarkedText(parts(pairs, true), parts(pairs, false));
    }

    private static String part(int[] text, int from) {
        String rest = new String(text, from, text.length - from);
        return (from > 0 ? ELLIPSIS : "") + VisibleText.shortened(rest, MOST);
    }

    private static List<Part> parts(List<LineReading.Pair> pairs, boolean expected) {
        List<Part> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pairs.size(); i++) {
            LineReading.Pair pair = pairs.get(i);
            text.append(expected ? pair.expected() : pair.read());
            boolean ends = i == pairs.size() - 1 || pairs.get(i + 1).isRight() != pair.isRight();
            if (ends && (!text.isEmpty() || !expected)) {
                String visible = VisibleText.of(text.toString());
                parts.add(new Part(pair.isRight() ? visible : visible.replace(' ', OPEN_BOX), !pair.isRight()));
            }
            if (ends) {
                text.setLength(0);
            }
        }
        return parts;
    }
}
