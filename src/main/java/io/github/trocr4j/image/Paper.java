package io.github.trocr4j.image;

/** Estimates the colour of the paper in a picture of writing. */
public final class Paper {
    private Paper() {}

    /**
     * Returns the medians of red, green and blue (0 to 255; equal for gray) over the border of the picture, which is a
     * twelfth of its shorter side wide, at least one pixel. Writing that reaches the border, a dark edge from a scanner
     * and single stains do not change it much.
     */
    public static int[] colour(Picture picture) {
        int red = median(picture, 0);
        return picture.isGray() ? new int[] {red, red, red} : new int[] {red, median(picture, 1), median(picture, 2)};
    }

    private static int median(Picture picture, int channel) {
        byte[] plane = picture.channel(channel);
        int width = picture.width();
        int height = picture.height();
        int border = Math.max(1, Math.min(width, height) / 12);
        int[] counts = new int[256];
        int total = 0;
        for (int y = 0; y < height; y++) {
            boolean whole = y < border || y >= height - border;
            for (int x = 0; x < width; x++) {
                if (!whole && x == border) {
                    x = Math.max(border, width - border);
                }
                counts[plane[y * width + x] & 0xff]++;
                total++;
            }
        }
        int value = 0;
        for (int seen = counts[0]; 2 * seen < total; seen += counts[value]) {
            value++;
        }
        return value;
    }
}
