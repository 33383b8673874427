package io.github.trocr4j.report;

/**
 * The picture of a line of text. The pixels are not copied, so the caller must not change them.
 *
 * @param pixels height x width colours 0xRRGGBB, row by row
 * @param width the width in pixels
 * @param height the height in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // not copied, because pictures are large; never compared
public record LinePicture(int[] pixels, int width, int height) {
    /** @throws IllegalArgumentException if the number of pixels is not width x height, or 0 */
    public LinePicture {
        if (width < 1 || height < 1 || pixels.length != (long) width * height) {
            throw new IllegalArgumentException(pixels.length + " pixels for a line of " + width + "x" + height);
        }
    }

    /**
     * Returns this picture, shrunk to fit into a size if it does not. The aspect is kept, but a side never becomes 0;
     * each new pixel is the mean of the area that it covers.
     */
    LinePicture within(int mostWidth, int mostHeight) {
        double scale = Math.min(1, Math.min((double) mostWidth / width, (double) mostHeight / height));
        int w = Math.max(1, (int) Math.round(width * scale));
        int h = Math.max(1, (int) Math.round(height * scale));
        if (w == width && h == height) {
            return this;
        }
        int[] small = new int[w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                small[y * w + x] = mean(
                        (double) x * width / w,
                        (double) (x + 1) * width / w,
                        (double) y * height / h,
                        (double) (y + 1) * height / h);
            }
        }
        return new LinePicture(small, w, h);
    }

    /** Returns the bytes of a PNG file. */
    byte[] png() {
        return PngFile.encode(width, height, pixels);
    }

    private int mean(double left, double right, double top, double bottom) {
        double red = 0;
        double green = 0;
        double blue = 0;
        for (int y = (int) top; y < Math.min(height, bottom); y++) {
            double share = Math.min(bottom, y + 1) - Math.max(top, y);
            for (int x = (int) left; x < Math.min(width, right); x++) {
                double area = share * (Math.min(right, x + 1) - Math.max(left, x));
                int pixel = pixels[y * width + x];
                red += area * (pixel >> 16 & 0xff);
                green += area * (pixel >> 8 & 0xff);
                blue += area * (pixel & 0xff);
            }
        }
        double all = (right - left) * (bottom - top);
        return rounded(red / all) << 16 | rounded(green / all) << 8 | rounded(blue / all);
    }

    private static int rounded(double channel) {
        return (int) Math.min(255, Math.round(channel));
    }
}
