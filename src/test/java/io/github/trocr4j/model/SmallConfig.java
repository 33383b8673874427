package io.github.trocr4j.model;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** A model so small that each of its values can be moved by hand. */
final class SmallConfig {
    private SmallConfig() {}

    static TrOcrConfig of(String hiddenAct, ImageSize size) {
        DeiTConfig encoder = new DeiTConfig(8, 1, 2, 12, hiddenAct, 0, 0, 0.3, 1e-12, size, 4, 1, true);
        TrOcrDecoderConfig decoder = new TrOcrDecoderConfig(
                11, 6, 1, 2, 10, "relu", 7, 0, 0, 0, 0.3, true, true, 8, 10, OptionalInt.empty(), OptionalInt.empty());
        return new TrOcrConfig(encoder, decoder, Optional.of(DigitHead.FIVE_DIGITS));
    }

    /** Biases and LayerNorm gains vary too, so that none of them hides behind a 0 or a 1. */
    static Weights weights(TrOcrConfig config) {
        return Weights.from(config, (key, shape) -> {
            float[] values = Initialisation.values(config, key, shape, 3);
            SplittableRandom random = new SplittableRandom(key.hashCode());
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) random.nextDouble(-0.1, 0.1);
            }
            return values;
        });
    }
}
