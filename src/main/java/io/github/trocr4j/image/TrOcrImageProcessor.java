package io.github.trocr4j.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Converts pictures to {@code pixel_values}, bit for bit as HuggingFace's image processors and Pillow do: resize, pad,
 * rescale, normalise. Results are [3 x H x W] (red, green, blue; then rows); a gray picture fills all three channels.
 *
 * <p>A byte becomes {@code ((float) (byte * factor) - mean) / std}: the product is computed in double and rounded to
 * float, the rest in float ({@code image_transforms.py}, {@code rescale} and {@code normalize}). Thread-safe.
 */
public final class TrOcrImageProcessor {
    /** Red, green and blue. */
    public static final int CHANNELS = 3;

    private final ImageProcessorConfig config;
    private final float[][] values = new float[CHANNELS][256];

    // The resampler for the last input size, since most strips have the same size. It is immutable, so a race costs
    // only time.
    private volatile PillowResampler latest;

    /** Creates a processor with this configuration. */
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

    /**
     * Creates a processor from a {@code preprocessor_config.json}.
     *
     * @throws ImageProcessorConfigException if the file cannot be used
     */
    public static TrOcrImageProcessor read(Path file) throws ImageProcessorConfigException {
        return new TrOcrImageProcessor(ImageProcessorConfigFile.read(file));
    }

    /** Returns the configuration. */
    public ImageProcessorConfig config() {
        return config;
    }

    /** Converts a gray plane [height x width] to [3 x H x W]. */
    public float[] pixelValues(byte[] gray, int width, int height) {
        return pixelValues(Picture.gray(gray, width, height));
    }

    /** Converts a Java image to [3 x H x W]. See {@link Picture#of} for how its samples are read. */
    public float[] pixelValues(BufferedImage image) {
        return pixelValues(Picture.of(image));
    }

    /** Converts a picture to [3 x H x W]. */
    public float[] pixelValues(Picture picture) {
        float[] out = new float[count(picture.width(), picture.height())];
        pixelValues(picture, out, 0);
        return out;
    }

    /**
     * Converts pictures to [B x 3 x H x W].
     *
     * @throws IllegalArgumentException if the processor does not resize and the pictures differ in size
     */
    public float[] pixelValues(List<Picture> pictures) {
        return pixelValues(pictures, new float[0]);
    }

    /**
     * As above.
     *
     * @param used an array to overwrite and return if it has the right length
     */
    public float[] pixelValues(List<Picture> pictures, float[] used) {
        int values = pictures.isEmpty()
                ? 0
                : count(pictures.get(0).width(), pictures.get(0).height());
        int length = Math.multiplyExact(pictures.size(), values);
        float[] out = used.length == length ? used : new float[length];
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            if (count(picture.width(), picture.height()) != values) {
                throw new IllegalArgumentException("expected pictures of one size, found different ones");
            }
            pixelValues(picture, out, i * values);
        }
        return out;
    }

    private void pixelValues(Picture picture, float[] out, int offset) {
        byte[][] planes = planes(picture);
        for (int channel = 0; channel < CHANNELS; channel++) {
            byte[] plane = planes[Math.min(channel, planes.length - 1)];
            int at = offset + channel * plane.length;
            float[] table = values[channel];
            for (int i = 0; i < plane.length; i++) {
                out[at + i] = table[plane[i] & 0xff];
            }
        }
    }

    /** Returns a picture as the model sees it: resized and padded, before its bytes become values. */
    public Picture seen(Picture picture) {
        byte[][] planes = planes(picture);
        int width = config.doResize() ? config.width() : picture.width();
        int height = config.doResize() ? config.height() : picture.height();
        return planes.length == 1
                ? Picture.gray(planes[0], width, height)
                : Picture.rgb(planes[0], planes[1], planes[2], width, height);
    }

    /** Returns one plane for a gray picture, otherwise three. */
    private byte[][] planes(Picture picture) {
        boolean framed = config.fit() != ImageProcessorConfig.Fit.STRETCH;
        Thumbnail thumbnail = framed ? new Thumbnail(picture.width(), picture.height(), config) : null;
        int[] fill = config.fit() == ImageProcessorConfig.Fit.PAPER ? Paper.colour(picture) : new int[CHANNELS];
        byte[][] planes = new byte[picture.isGray() ? 1 : CHANNELS][];
        for (int channel = 0; channel < planes.length; channel++) {
            planes[channel] = framed
                    ? thumbnail.framed(picture.channel(channel), fill[channel])
                    : resized(picture.channel(channel), picture.width(), picture.height());
        }
        return planes;
    }

    /** Returns the number of values for a picture of this size: 3 x H x W. */
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
        if (resampler == null
                || !resampler.matches(width, height, config.width(), config.height(), config.resample())) {
            resampler = new PillowResampler(width, height, config.width(), config.height(), config.resample());
            latest = resampler;
        }
        return resampler.resize(plane);
    }
}
