package io.github.trocr4j.model;

/**
 * Height and width of a model's input in pixels. In JSON, a single number for a square, otherwise {@code [height,
 * width]}.
 *
 * @param height pixels, a positive multiple of the patch size
 * @param width pixels, a positive multiple of the patch size
 */
public record ImageSize(int height, int width) {
    /**
     * Creates a size.
     *
     * @throws IllegalArgumentException if the height or the width is not positive
     */
    public ImageSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "An image size needs a positive height and width, found " + height + "x" + width + ".");
        }
    }

    /**
     * Parses a size such as {@code 384} or {@code 48x240} (height x width).
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static ImageSize parse(String text) {
        String[] parts = text.trim().split("x", -1);
        try {
            if (parts.length == 1) {
                int side = Integer.parseInt(parts[0]);
                return new ImageSize(side, side);
            }
            if (parts.length == 2) {
                return new ImageSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
        } catch (NumberFormatException e) {
            // the exception below covers every malformed size
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is not an image size: expected HEIGHTxWIDTH in pixels, for example 48x240.");
    }

    /** Returns the width as a multiple of the height. */
    public double aspect() {
        return (double) width / height;
    }

    // Java keeps the class of the record that was compared last, and with it its class loader, if it generates these
    // two.
    @Override
    public boolean equals(Object other) {
        return other instanceof ImageSize size && size.height == height && size.width == width;
    }

    @Override
    public int hashCode() {
        return 31 * height + width;
    }

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
