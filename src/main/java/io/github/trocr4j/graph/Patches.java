package io.github.trocr4j.graph;

import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ViTConfig;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Splits {@code pixel_values} into patches for the encoder, one row per token: [B*T, channels*patch*patch]. Each image
 * begins with rows of zeros, one for each special token. The values in a row are ordered by channel, y and x, like the
 * kernel of HF's convolution.
 */
public final class Patches {
    private Patches() {}

    /**
     * Splits NCHW values.
     *
     * @param pixelValues [B, channels, height, width], row-major
     * @param batch B, at least 1
     * @param size height and width in pixels; may differ from the configuration's
     * @return [B*T, channels*patch*patch]
     * @throws IllegalArgumentException if the number of values does not match the shape
     */
    public static INDArray of(float[] pixelValues, int batch, ViTConfig config, ImageSize size) {
        config.requireValues(pixelValues, batch, size);
        float[] rows = new float[batch * config.tokens(size) * config.patchValues()];
        fill(pixelValues, batch, config, size, rows);
        return NativeFloats.array(rows, (long) batch * config.tokens(size), config.patchValues());
    }

    /**
     * Splits an array of any floating type into FLOAT rows.
     *
     * @param pixelValues [B, channels, H, W]; H and W may differ from the configuration's
     * @return [B*T, channels*patch*patch]
     * @throws IllegalArgumentException if the array has another rank, no image or another number of channels
     */
    public static INDArray of(INDArray pixelValues, ViTConfig config) {
        if (pixelValues.rank() != 4 || pixelValues.size(1) != config.numChannels() || pixelValues.size(0) < 1) {
            throw new IllegalArgumentException("pixel_values: expected shape [B, " + config.numChannels()
                    + ", H, W] with B of at least 1, found " + Arrays.toString(pixelValues.shape()) + ".");
        }
        float[] values = NativeFloats.values(pixelValues.dup('c').castTo(DataType.FLOAT));
        return of(values, (int) pixelValues.size(0), config, sizeOf(pixelValues));
    }

    /** Returns height and width of pixel values [B, channels, H, W]. */
    public static ImageSize sizeOf(INDArray pixelValues) {
        return new ImageSize((int) pixelValues.size(2), (int) pixelValues.size(3));
    }

    private static void fill(float[] pixels, int batch, ViTConfig config, ImageSize size, float[] rows) {
        int patch = config.patchSize();
        int columns = size.width() / patch;
        int planeSize = size.height() * size.width();
        int tokens = config.tokens(size);
        for (int image = 0; image < batch; image++) {
            for (int channel = 0; channel < config.numChannels(); channel++) {
                int plane = (image * config.numChannels() + channel) * planeSize;
                for (int y = 0; y < size.height(); y++) {
                    for (int column = 0; column < columns; column++) {
                        int token = image * tokens + config.specialTokens() + (y / patch) * columns + column;
                        int target = token * config.patchValues() + (channel * patch + y % patch) * patch;
                        System.arraycopy(pixels, plane + y * size.width() + column * patch, rows, target, patch);
                    }
                }
            }
        }
    }
}
