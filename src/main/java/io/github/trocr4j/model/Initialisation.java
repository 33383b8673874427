package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Fresh weights: as HF's {@code _init_weights} makes them, matrices and embeddings normal with the configuration's
 * standard deviation, biases 0, LayerNorm weights 1; but positions begin as {@link SinusoidalPositions}. The values depend
 * on nothing but the seed and the key.
 */
public final class Initialisation {
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
            return SinusoidalPositions.grid(values, encoder.hiddenSize(), first, across);
        }
        if (key.endsWith("embed_positions.weight")) {
            return SinusoidalPositions.line(values, config.decoder().dModel(), TrOcrDecoderConfig.POSITION_OFFSET);
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
}
