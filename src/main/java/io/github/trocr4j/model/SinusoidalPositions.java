package io.github.trocr4j.model;

/**
 * What position tables begin as; they are learnt from there. HF begins them with small noise, which a model that is trained
 * from scratch hears too late: it spends its first forty thousand strips on finding out where the second digit is.
 */
final class SinusoidalPositions {
    private static final double LONGEST_PERIOD = 10_000;

    private SinusoidalPositions() {}

    /** Sines and cosines of the position (Vaswani et al. 2017), from row {@code first} of [rows, width] on. */
    static float[] line(float[] table, int width, int first) {
        for (int row = first; row < table.length / width; row++) {
            waves(table, row * width, width, row - first);
        }
        return table;
    }

    /**
     * For pictures (Chen et al. 2021): half of the width for the row of the patch, half for its column, from row
     * {@code first} of the table on, {@code across} patches in a row.
     */
    static float[] grid(float[] table, int width, int first, int across) {
        int half = width / 2;
        for (int row = first; row < table.length / width; row++) {
            int patch = row - first;
            waves(table, row * width, half, patch / across);
            waves(table, row * width + half, width - half, patch % across);
        }
        return table;
    }

    private static void waves(float[] table, int start, int width, int position) {
        int pairs = Math.max(1, width / 2);
        for (int i = 0; i < width; i++) {
            double angle = position / StrictMath.pow(LONGEST_PERIOD, (double) (i % pairs) / pairs);
            table[start + i] = (float) (i < pairs ? StrictMath.sin(angle) : StrictMath.cos(angle));
        }
    }
}
