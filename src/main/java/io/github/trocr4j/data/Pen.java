package io.github.trocr4j.data;

/**
 * Draws round strokes with soft edges into a picture. Each pixel keeps the largest coverage by any segment, so that
 * crossings are no darker than strokes.
 */
final class Pen {
    private final int width;
    private final int height;
    private final double softness;
    private final float[] coverage;

    /**
     * Creates a pen and an empty picture.
     *
     * @param width of the picture, in pixels
     * @param height of the picture, in pixels
     * @param softness width in pixels over which the pen's edge fades
     */
    Pen(int width, int height, double softness) {
        this.width = width;
        this.height = height;
        this.softness = softness;
        coverage = new float[width * height];
    }

    /** Draws a segment between two positions in pixels, where pixel i covers i to i + 1. */
    void line(double fromX, double fromY, double toX, double toY, double radius) {
        double reach = radius + softness / 2;
        int left = Math.max(0, (int) (Math.min(fromX, toX) - reach));
        int right = Math.min(width - 1, (int) (Math.max(fromX, toX) + reach));
        int top = Math.max(0, (int) (Math.min(fromY, toY) - reach));
        int bottom = Math.min(height - 1, (int) (Math.max(fromY, toY) + reach));
        double dx = toX - fromX;
        double dy = toY - fromY;
        double perLength = 1 / Math.max(1e-9, dx * dx + dy * dy);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double px = x + 0.5 - fromX;
                double py = y + 0.5 - fromY;
                double along = Math.min(1, Math.max(0, (px * dx + py * dy) * perLength));
                double ex = px - along * dx;
                double ey = py - along * dy;
                double squared = ex * ex + ey * ey;
                if (squared < reach * reach) {
                    float covered = (float) Math.min(1, (reach - Math.sqrt(squared)) / softness);
                    int at = y * width + x;
                    coverage[at] = Math.max(coverage[at], covered);
                }
            }
        }
    }

    /** Returns how much of each pixel the ink covers, 0 to 1, row by row; not a copy. */
    float[] coverage() {
        return coverage;
    }
}
