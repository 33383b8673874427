package io.github.trocr4j.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * From a picture to {@code pixel_values}, bit for bit as HuggingFace's image processor and Pillow compute them: resize,
 * rescale, normalise. Results are [3 x H x W] (channels red, green, blue; then rows); a gray picture is repeated in all
 * three.
 *
 * <p>A byte becomes {@code ((float) (byte * factor) - mean) / std}: the product in double, then rounded, the rest in
 * float ({@code image_transforms.py}, {@code rescale} and {@code normalize}). Threads may share one.
 */
public final class TrOcrImageProcessor {
    /** Red, green and blue. */
    public static final int CHANNELS = 3;

    private final ImageProcessorConfig config;
    private final float[][] values = new float[CHANNELS][256];

    // The resampler of the last size seen: strips mostly come in one size. Immutable, so a stale one costs time only.
    private volatile PillowResampler latest;

    /** A processor that does that. */
    public TrOcrImageProcessor(ImageProcessorConfig config) {
        this.config = config;
        for (int channel = 0; channel < CHANNELS; channel++) {
            float mean = (float) (double) config.imageMean().get(channel);
            float std = (float) (double) config.imageStd().get(channel);
            for (int i = 0; i < 256; i++) {
                float value = config.doRescale() ? (float) (i * config.rescaleFactor()) : i;
                values[channel][i] = config.doNormalize() ? (value - mean) / std : value;
            }
        }
    }

    /** The processor that a {@code preprocessor_config.json} describes. */
    public static TrOcrImageProcessor read(Path file) throws ImageProcessorConfigException {
        return new TrOcrImageProcessor(ImageProcessorConfigFile.read(file));
    }

    /** What it does. */
    public ImageProcessorConfig config() {
        return config;
    }

    /** Values of a gray plane [height x width] as [3 x H x W]. */
    public float[] pixelValues(byte[] gray, int width, int height) {
        return pixelValues(Picture.gray(gray, width, height));
    }

    /** Values of an image as [3 x H x W]; see {@link Picture#of} for what becomes of its samples. */
    public float[] pixelValues(BufferedImage image) {
        return pixelValues(Picture.of(image));
    }

    /** Values of a picture as [3 x H x W]. */
    public float[] pixelValues(Picture picture) {
        float[] out = new float[count(picture.width(), picture.height())];
        pixelValues(picture, out, 0);
        return out;
    }

    /**
     * Values of pictures as [B x 3 x H x W].
     *
     * @throws IllegalArgumentException if the processor does not resize and the pictures differ in size
     */
    public float[] pixelValues(List<Picture> pictures) {
        int values = pictures.isEmpty()
                ? 0
                : count(pictures.get(0).width(), pictures.get(0).height());
        float[] out = new float[Math.multiplyExact(pictures.size(), values)];
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            if (count(picture.width(), picture.height()) != values) {
                throw new IllegalArgumentException("expected pictures of one size, found others");
            }
            pixelValues(picture, out, i * values);
        }
        return out;
    }

    private void pixelValues(Picture picture, float[] out, int offset) {
        int area = count(picture.width(), picture.height()) / CHANNELS;
        byte[] plane = null;
        for (int channel = 0; channel < CHANNELS; channel++) {
            if (channel == 0 || !picture.isGray()) {
                plane = resized(picture.channel(channel), picture.width(), picture.height());
            }
            int at = offset + channel * area;
            float[] table = values[channel];
            for (int i = 0; i < area; i++) {
                out[at + i] = table[plane[i] & 0xff];
            }
        }
    }

    /** How many values a picture of that size has: 3 x H x W. */
    private int count(int width, int height) {
        return config.doResize()
                ? Math.multiplyExact(CHANNELS, Math.multiplyExact(config.height(), config.width()))
                : Math.multiplyExact(CHANNELS, Math.multiplyExact(height, width));
    }

    private byte[] resized(byte[] plane, int width, int height) {
        if (!config.doResize()) {
            return plane;
        }
        PillowResampler resampler = latest;
        if (resampler == null || !resampler.does(width, height, config.width(), config.height(), config.resample())) {
            resampler = new PillowResampler(width, height, config.width(), config.height(), config.resample());
            latest = resampler;
        }
        return resampler.resize(plane);
    }
}
