package io.github.trocr4j.report;

import java.util.Arrays;

/**
 * A picture to draw on. It does not use AWT, which would require native libraries and fonts. Colours are 0xRRGGBB.
 * Lengths and positions are in pixels, with (0, 0) at the upper left corner. Drawing is clipped to the picture.
 */
final class Canvas {
    private final int width;
    private final int height;
    private final int[] pixels;

    /** Creates a picture filled with one colour, of at least 1x1 pixels. */
    Canvas(int width, int height, int background) {
        this.width = width;
        this.height = height;
        pixels = new int[Math.multiplyExact(width, height)];
        Arrays.fill(pixels, background);
    }

    /** Encodes the picture as a PNG file. */
    byte[] png() {
        return PngFile.encode(width, height, pixels);
    }

    int pixel(int x, int y) {
        return pixels[y * width + x];
    }

    /** Draws a filled rectangle with round corners; radius 0 gives square corners. */
    void rectangle(double left, double top, double rectangleWidth, double rectangleHeight, double radius, int colour) {
        double right = left + rectangleWidth;
        double bottom = top + rectangleHeight;
        for (int y = (int) top; y < Math.ceil(bottom); y++) {
            for (int x = (int) left; x < Math.ceil(right); x++) {
                double outsideX = Math.max(0, Math.max(left + radius - (x + 0.5), x + 0.5 - (right - radius)));
                double outsideY = Math.max(0, Math.max(top + radius - (y + 0.5), y + 0.5 - (bottom - radius)));
                double distance = Math.hypot(outsideX, outsideY) - radius;
                blend(x, y, radius == 0 ? 1 : 0.5 - distance, colour);
            }
        }
    }

    /**
     * Draws a grey picture, one byte (0 black to 255 white) per pixel, row by row. It is scaled up with bilinear
     * interpolation, so that handwriting looks smooth.
     */
    void gray(byte[] gray, int grayWidth, int grayHeight, int left, int top, int scale) {
        for (int y = 0; y < grayHeight * scale; y++) {
            double sourceY = clamp((y + 0.5) / scale - 0.5, grayHeight - 1);
            int y0 = (int) sourceY;
            int y1 = Math.min(y0 + 1, grayHeight - 1);
            for (int x = 0; x < grayWidth * scale; x++) {
                double sourceX = clamp((x + 0.5) / scale - 0.5, grayWidth - 1);
                int x0 = (int) sourceX;
                int x1 = Math.min(x0 + 1, grayWidth - 1);
                double upper = mix(gray[y0 * grayWidth + x0] & 0xff, gray[y0 * grayWidth + x1] & 0xff, sourceX - x0);
                double lower = mix(gray[y1 * grayWidth + x0] & 0xff, gray[y1 * grayWidth + x1] & 0xff, sourceX - x0);
                blend(left + x, top + y, 1, (int) Math.round(mix(upper, lower, sourceY - y0)) * 0x010101);
            }
        }
    }

    /**
     * Draws a line of text.
     *
     * @param left the left edge
     * @param top the top edge of capitals and digits
     * @param size the height of capitals and digits
     * @param pen the width of the strokes
     */
    void text(String text, double left, double top, double size, double pen, int colour) {
        double scale = size / StrokeFont.BASELINE;
        int from = (int) Math.floor(left - pen);
        int columns = (int) Math.ceil(textWidth(text, size) + 2 * pen) + 2;
        int above = (int) Math.floor(top - size / 4 - pen); // brackets reach above capitals,
        int rows = (int) Math.ceil(size * 1.75 + 2 * pen) + 2; // descenders below the line
        // Where strokes overlap, the mask keeps the strongest coverage, so that no pixel is blended twice.
        double[] mask = new double[columns * rows];
        for (StrokeFont.Segment s : StrokeFont.segments(text)) {
            double x1 = s.x1() * scale + left - from;
            double y1 = s.y1() * scale + top - above;
            double x2 = s.x2() * scale + left - from;
            double y2 = s.y2() * scale + top - above;
            int yEnd = Math.min(rows - 1, (int) Math.ceil(Math.max(y1, y2) + pen));
            int xEnd = Math.min(columns - 1, (int) Math.ceil(Math.max(x1, x2) + pen));
            for (int y = Math.max(0, (int) (Math.min(y1, y2) - pen)); y <= yEnd; y++) {
                for (int x = Math.max(0, (int) (Math.min(x1, x2) - pen)); x <= xEnd; x++) {
                    double covered = pen / 2 + 0.5 - distance(x + 0.5, y + 0.5, x1, y1, x2, y2);
                    mask[y * columns + x] = Math.max(mask[y * columns + x], covered);
                }
            }
        }
        for (int i = 0; i < mask.length; i++) {
            blend(from + i % columns, above + i / columns, mask[i], colour);
        }
    }

    /** Draws a line of text centred at {@code centre}; otherwise as {@link #text}. */
    void centredText(String text, double centre, double top, double size, double pen, int colour) {
        text(text, centre - textWidth(text, size) / 2, top, size, pen, colour);
    }

    /** Returns the width of a line of text of this size, from the centre of its first stroke to that of its last. */
    static double textWidth(String text, double size) {
        return StrokeFont.width(text) * size / StrokeFont.BASELINE;
    }

    private void blend(int x, int y, double share, int colour) {
        if (share <= 0 || x < 0 || y < 0 || x >= width || y >= height) {
            return;
        }
        double t = Math.min(1, share);
        int below = pixels[y * width + x];
        int red = (int) Math.round(mix(below >> 16 & 0xff, colour >> 16 & 0xff, t));
        int green = (int) Math.round(mix(below >> 8 & 0xff, colour >> 8 & 0xff, t));
        int blue = (int) Math.round(mix(below & 0xff, colour & 0xff, t));
        pixels[y * width + x] = red << 16 | green << 8 | blue;
    }

    private static double distance(double x, double y, double x1, double y1, double x2, double y2) {
        double dx = x2 - x1;
        double dy = y2 - y1;
        double squared = dx * dx + dy * dy;
        double t = squared == 0 ? 0 : clamp(((x - x1) * dx + (y - y1) * dy) / squared, 1);
        return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
    }

    private static double mix(double from, double to, double t) {
        return from + (to - from) * t;
    }

    private static double clamp(double value, double max) {
        return Math.max(0, Math.min(max, value));
    }
}
