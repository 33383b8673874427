package io.github.trocr4j.data;

/**
 * Draws round strokes with soft edges into a picture. Each pixel keeps the largest coverage by any segment, so that
 * crossings are no darker than strokes.
 */
public final class Pen {
    /** Ink that is smoothed is thinner above a half. */
    private static final double EDGE = 0.4;

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
    public Pen(int width, int height, double softness) {
        this.width = width;
        this.height = height;
        this.softness = softness;
        coverage = new float[width * height];
    }

    /** Draws a segment between two positions in pixels, where pixel i covers i to i + 1. */
    public void line(double fromX, double fromY, double toX, double toY, double radius) {
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

    /** How much ink is at a position in pixels: 0 to 1, where the edge is at a threshold between. */
    @FunctionalInterface
    public interface Ink {
        /** Returns how much ink there is. */
        double at(double x, double y);
    }

    /**
     * Draws any ink within a rectangle, in pixels.
     *
     * @param sharpness 1 draws it as it is; more makes its edges sharper
     */
    public void each(double fromX, double fromY, double toX, double toY, double sharpness, Ink ink) {
        int left = (int) Math.max(0, fromX);
        int right = (int) Math.min(width, toX + 1);
        int top = (int) Math.max(0, fromY);
        int bottom = (int) Math.min(height, toY + 1);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                double covered = 0.5 + sharpness * (ink.at(x + 0.5, y + 0.5) - EDGE);
                int at = y * width + x;
                if (covered > coverage[at]) {
                    coverage[at] = (float) Math.min(1, covered);
                }
            }
        }
    }

    /** Returns how much of each pixel the ink covers, 0 to 1, row by row; not a copy. */
    public float[] coverage() {
        return coverage;
    }
}
