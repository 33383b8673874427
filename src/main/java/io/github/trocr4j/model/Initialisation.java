package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Fresh weights: as HF's {@code _init_weights} makes them, matrices and embeddings normal with the configuration's
 * standard deviation, biases 0, LayerNorm weights 1; but position tables begin with sines and cosines. HF begins them
 * with small noise, which a model that is trained from scratch hears too late: it spends its first forty thousand
 * strips on finding out where the second digit is. The values depend on nothing but the seed and the key.
 */
public final class Initialisation {
    private static final double LONGEST_PERIOD = 10_000;

    private Initialisation() {}

    /** All parameters of a new model. */
    public static Weights fresh(TrOcrConfig config, long seed) {
        return Weights.from(config, (key, shape) -> values(config, key, shape, seed));
    }

    /** One parameter of a new model, row-major. */
    public static float[] values(TrOcrConfig config, String key, long[] shape, long seed) {
        float[] values = new float[Math.toIntExact(ParameterShapes.length(shape))];
        if (key.endsWith(".bias")) {
            return values;
        }
        if (key.endsWith("position_embeddings")) {
            DeiTConfig encoder = config.encoder();
            int across = encoder.imageSize().width() / encoder.patchSize();
            int first = DeiTConfig.SPECIAL_TOKENS;
            return sinusoidalGrid(values, encoder.hiddenSize(), first, across);
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

    /** A standard normal draw (Box and Muller 1958) with StrictMath, so that every platform draws the same. */
    private static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** Sines and cosines of the position (Vaswani et al. 2017), from row {@code first} of [rows, width] on. */
    static float[] sinusoidalLine(float[] table, int width, int first) {
        for (int row = first; row < table.length / width; row++) {
            waves(table, row * width, width, row - first);
        }
        return table;
    }

    /**
     * For pictures (Chen et al. 2021): half of the width for the row of the patch, half for its column, from row
     * {@code first} of the table on, {@code across} patches in a row.
     */
    static float[] sinusoidalGrid(float[] table, int width, int first, int across) {
        int half = width / 2;
        for (int row = first; row < table.length / width; row++) {
            int patch = row - first;
            waves(table, row * width, half, patch / across);
            waves(table, row * width + half, width - half, patch % across);
        }
        return table;
    }

    private static void waves(float[] table, int start, int width, int position) {
        int pairs = Math.max(1, width / 2);
        for (int i = 0; i < width; i++) {
            double angle = position / StrictMath.pow(LONGEST_PERIOD, (double) (i % pairs) / pairs);
            table[start + i] = (float) (i < pairs ? StrictMath.sin(angle) : StrictMath.cos(angle));
        }
    }
}
