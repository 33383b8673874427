package io.github.trocr4j.image;

import java.util.Arrays;

/**
 * Fits pictures of one size into a frame without changing their aspect ratio, bit for bit as HuggingFace's
 * {@code DonutImageProcessorPil} does (transformers 5, {@code models/donut/image_processing_pil_donut.py}; the
 * torchvision variant computes the same sizes, but resamples with other rounding): the shorter side becomes the shorter
 * side of the frame; what is now too large is resized a second time; the result is centred.
 *
 * <p>HuggingFace fails if a side would become 0. Here it becomes 1, and the picture is resized once. It is also resized
 * once if the first resizing would give more than 2^25 pixels, for pictures hundreds of times as long as high.
 */
final class Thumbnail {
    private static final long MAX_PIXELS = 1L << 25;

    private final int frameWidth;
    private final int frameHeight;
    private final int width;
    private final int height;
    private final PillowResampler[] steps;

    Thumbnail(int width, int height, ImageProcessorConfig config) {
        this.frameWidth = config.width();
        this.frameHeight = config.height();
        int edge = Math.min(frameWidth, frameHeight);
        boolean tall = height > width;
        long longSide = (long) ((double) ((long) edge * Math.max(width, height)) / Math.min(width, height));
        long first = tall ? frameHeight : frameWidth;
        if (longSide <= first) {
            this.width = tall ? edge : (int) longSide;
            this.height = tall ? (int) longSide : edge;
            steps = new PillowResampler[] {resampler(width, height, this.width, this.height, config)};
            return;
        }
        int shortSide = (int) ((double) (edge * first) / longSide);
        this.width = tall ? Math.max(1, shortSide) : frameWidth;
        this.height = tall ? frameHeight : Math.max(1, shortSide);
        if (shortSide == 0 || longSide * edge > MAX_PIXELS) {
            steps = new PillowResampler[] {resampler(width, height, this.width, this.height, config)};
            return;
        }
        int betweenWidth = tall ? edge : (int) longSide;
        int betweenHeight = tall ? (int) longSide : edge;
        steps = new PillowResampler[] {
            resampler(width, height, betweenWidth, betweenHeight, config),
            resampler(betweenWidth, betweenHeight, this.width, this.height, config)
        };
    }

    private static PillowResampler resampler(
            int width, int height, int toWidth, int toHeight, ImageProcessorConfig config) {
        return new PillowResampler(width, height, toWidth, toHeight, config.resample());
    }

    /** Returns the plane in its frame, [frame height x frame width], with the rest filled. */
    byte[] framed(byte[] plane, int fill) {
        byte[] resized = plane;
        for (PillowResampler step : steps) {
            resized = step.resize(resized);
        }
        byte[] frame = new byte[frameWidth * frameHeight];
        if (fill != 0) {
            Arrays.fill(frame, (byte) fill);
        }
        int left = (frameWidth - width) / 2;
        int top = (frameHeight - height) / 2;
        for (int y = 0; y < height; y++) {
            System.arraycopy(resized, y * width, frame, (top + y) * frameWidth + left, width);
        }
        return frame;
    }
}
