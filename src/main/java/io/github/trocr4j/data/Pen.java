package io.github.trocr4j.data;

/**
 * Draws round strokes with soft edges into a 28 x 28 picture. Each pixel keeps the largest coverage that any piece of
 * a stroke gives it, so crossings are no brighter than strokes.
 */
final class Pen {
    private final float[] coverage = new float[DigitSet.PIXELS];
    private final double softness;

    /** A pen whose edge fades over this many pixels. */
    Pen(double softness) {
        this.softness = softness;
    }

    /** Draws a straight piece between two places in pixels, where pixel i reaches from i to i + 1. */
    void line(double fromX, double fromY, double toX, double toY, double radius) {
        double reach = radius + softness / 2;
        int left = Math.max(0, (int) (Math.min(fromX, toX) - reach));
        int right = Math.min(Strip.SIDE - 1, (int) (Math.max(fromX, toX) + reach));
        int top = Math.max(0, (int) (Math.min(fromY, toY) - reach));
        int bottom = Math.min(Strip.SIDE - 1, (int) (Math.max(fromY, toY) + reach));
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
                    int at = y * Strip.SIDE + x;
                    coverage[at] = Math.max(coverage[at], covered);
                }
            }
        }
    }

    /** Writes the picture, 784 bytes, 255 where the pen covered a pixel in full. */
    void copyInto(byte[] images, int offset) {
        for (int i = 0; i < DigitSet.PIXELS; i++) {
            images[offset + i] = (byte) (int) (coverage[i] * 255 + 0.5f);
        }
    }
}
