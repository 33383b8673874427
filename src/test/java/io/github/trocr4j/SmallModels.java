package io.github.trocr4j;

import io.github.trocr4j.model.DeiTConfig;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.Initialisation;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Untrained models that read in milliseconds. Their weights are large, so that different pictures get different digits.
 */
public final class SmallModels {
    private static final double SPREAD = 0.5;
    private static final int HIDDEN = 16;

    private SmallModels() {}

    /** Returns a model that reads five digits from 16x80 pixels. */
    public static ModelDirectory digits() {
        return model(config(Optional.of(DigitHead.FIVE_DIGITS)));
    }

    /** Returns a model without a digit head. */
    public static ModelDirectory text() {
        return model(config(Optional.empty()));
    }

    /** Writes the digit model to a directory. */
    public static Path save(Path directory) throws IOException {
        digits().save(directory);
        return directory;
    }

    /** Returns fresh weights for a configuration, and its processor. */
    public static ModelDirectory model(TrOcrConfig config) {
        return new ModelDirectory(config, Initialisation.fresh(config, 7), ModelDirectory.processorFor(config));
    }

    /** Five tokens from 16x80 pixels. */
    public static TrOcrConfig config(Optional<DigitHead> head) {
        DeiTConfig encoder =
                new DeiTConfig(HIDDEN, 1, 2, 32, "gelu", 0, 0, SPREAD, 1e-12, new ImageSize(16, 80), 8, 3, true);
        TrOcrDecoderConfig decoder = new TrOcrDecoderConfig(
                11,
                16,
                1,
                2,
                32,
                "relu",
                8,
                0,
                0,
                0,
                SPREAD,
                true,
                true,
                HIDDEN,
                10,
                OptionalInt.empty(),
                OptionalInt.empty());
        return new TrOcrConfig(encoder, decoder, head);
    }
}
