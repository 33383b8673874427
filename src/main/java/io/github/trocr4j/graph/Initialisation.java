package io.github.trocr4j.graph;

import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.SinusoidalPositions;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.ViTConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Initial weights. As in HF's {@code _init_weights}, matrices and embeddings are normally distributed with the
 * configuration's standard deviation, biases are 0 and LayerNorm weights are 1. Unlike in HF, position tables are
 * sinusoidal: with HF's small noise, a model trained from scratch needs its first forty thousand strips to learn where
 * the second digit is. The values depend on the seed and the key only.
 */
public final class Initialisation {
    private static final double LONGEST_PERIOD = 10_000;

    private Initialisation() {}

    /** Creates all parameters of a new model. */
    public static Weights weights(TrOcrConfig config, long seed) {
        return Weights.from(config, (key, shape) -> values(config, key, shape, seed));
    }

    /** Returns the initial values of one parameter, row-major. */
    public static float[] values(TrOcrConfig config, String key, long[] shape, long seed) {
        float[] values = new float[Math.toIntExact(ParameterShapes.length(shape))];
        if (key.endsWith(".bias")) {
            return values;
        }
        if (key.endsWith("position_embeddings")) {
            ViTConfig encoder = config.encoder();
            int columns = encoder.imageSize().width() / encoder.patchSize();
            int first = encoder.specialTokens();
            return sinusoidalGrid(values, encoder.hiddenSize(), first, columns);
        }
        if (key.endsWith("embed_positions.weight")) {
            return sinusoidalLine(values, config.decoder().dModel(), TrOcrDecoderConfig.POSITION_OFFSET);
        }
        if (key.contains("layernorm") || key.contains("layer_norm")) {
            Arrays.fill(values, 1f);
            return values;
        }
        double std = key.startsWith("encoder.")
                ? config.encoder().initializerRange()
                : config.decoder().initStd();
        SplittableRandom random = new SplittableRandom(seed ^ (0x9E3779B97F4A7C15L * key.hashCode()));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (std * gaussian(random));
        }
        return values;
    }

    /**
     * Returns a table of learned positions with the values that a decoder computes by formula.
     *
     * @param decoder without learned positions
     * @return [rows, d_model]
     */
    public static float[] sinusoidalPositions(TrOcrDecoderConfig decoder) {
        SinusoidalPositions sinusoids = SinusoidalPositions.of(decoder).orElseThrow();
        int width = decoder.dModel();
        float[] table = new float[decoder.positionRows() * width];
        int offset = TrOcrDecoderConfig.POSITION_OFFSET;
        for (int row = offset; row < decoder.positionRows(); row++) {
            System.arraycopy(sinusoids.at(row - offset), 0, table, row * width, width);
        }
        return table;
    }

    /**
     * Draws from the standard normal distribution (Box and Muller 1958). StrictMath gives the same values on every
     * platform.
     */
    private static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /**
     * Fills a table with sines and cosines of the position (Vaswani et al. 2017).
     *
     * @param table [rows, width]
     * @param first row of position 0; earlier rows are unchanged
     */
    static float[] sinusoidalLine(float[] table, int width, int first) {
        for (int row = first; row < table.length / width; row++) {
            sinusoids(table, row * width, width, row - first);
        }
        return table;
    }

    /**
     * Fills a table with two-dimensional positions (Chen et al. 2021): half of the width encodes the row of the patch,
     * the other half its column.
     *
     * @param table [rows, width]
     * @param first row of the first patch; earlier rows are unchanged
     * @param columns number of patches in a row of the grid
     */
    static float[] sinusoidalGrid(float[] table, int width, int first, int columns) {
        int half = width / 2;
        for (int row = first; row < table.length / width; row++) {
            int patch = row - first;
            sinusoids(table, row * width, half, patch / columns);
            sinusoids(table, row * width + half, width - half, patch % columns);
        }
        return table;
    }

    private static void sinusoids(float[] table, int start, int width, int position) {
        int pairs = Math.max(1, width / 2);
        for (int i = 0; i < width; i++) {
            double angle = position / StrictMath.pow(LONGEST_PERIOD, (double) (i % pairs) / pairs);
            table[start + i] = (float) (i < pairs ? StrictMath.sin(angle) : StrictMath.cos(angle));
        }
    }
}
