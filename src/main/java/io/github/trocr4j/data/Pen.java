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

    /**
     * Writes the picture, 784 bytes, 255 where the pen covered a pixel in full, shifted by whole pixels so that the
     * ink's centre of mass is in the middle, as in MNIST.
     */
    void copyCentred(byte[] images, int offset) {
        double ink = 1e-9;
        double momentX = 0;
        double momentY = 0;
        for (int y = 0; y < Strip.SIDE; y++) {
            for (int x = 0; x < Strip.SIDE; x++) {
                float covered = coverage[y * Strip.SIDE + x];
                ink += covered;
                momentX += covered * (x + 0.5);
                momentY += covered * (y + 0.5);
            }
        }
        int shiftX = (int) Math.rint(Strip.SIDE / 2.0 - momentX / ink);
        int shiftY = (int) Math.rint(Strip.SIDE / 2.0 - momentY / ink);
        for (int y = Math.max(0, shiftY); y < Math.min(Strip.SIDE, Strip.SIDE + shiftY); y++) {
            for (int x = Math.max(0, shiftX); x < Math.min(Strip.SIDE, Strip.SIDE + shiftX); x++) {
                float covered = coverage[(y - shiftY) * Strip.SIDE + x - shiftX];
                images[offset + y * Strip.SIDE + x] = (byte) (int) (covered * 255 + 0.5f);
            }
        }
    }
}
