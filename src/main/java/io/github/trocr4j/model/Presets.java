package io.github.trocr4j.model;

import java.util.Optional;
import java.util.OptionalInt;

/** Models to start from, for training without a checkpoint. */
public final class Presets {
    private static final ImageSize FULL = new ImageSize(384, 384);
    private static final ImageSize STRIP = new ImageSize(32, 160);

    private Presets() {}

    /** TrOCR-small as published (Li et al. 2021), with the digit head: 28.8 M parameters at 384x384. */
    public static TrOcrConfig trocrSmall() {
        DeiTConfig encoder = new DeiTConfig(384, 12, 6, 1536, "gelu", 0, 0, 0.02, 1e-12, FULL, 16, 3, true);
        return digits(encoder, decoder(256, 6, 8, 1024, 512, 384, 0.02));
    }

    /**
     * Small enough that two cores train it from scratch in minutes: 2.5 M parameters, 20 patches of a 32x160 strip. Fresh
     * weights are larger than HF's 0.02, which is meant for wider models.
     */
    public static TrOcrConfig compact() {
        DeiTConfig encoder = new DeiTConfig(192, 4, 3, 768, "gelu", 0, 0, 0.04, 1e-12, STRIP, 16, 3, true);
        return digits(encoder, decoder(128, 2, 4, 512, 16, 192, 0.04));
    }

    private static TrOcrConfig digits(DeiTConfig encoder, TrOcrDecoderConfig decoder) {
        return new TrOcrConfig(encoder, decoder, Optional.of(DigitHead.FIVE_DIGITS));
    }

    private static TrOcrDecoderConfig decoder(
            int dModel, int layers, int heads, int ffn, int positions, int encoderWidth, double initStd) {
        int start = DigitHead.FIVE_DIGITS.bosRow();
        return new TrOcrDecoderConfig(
                start + 1,
                dModel,
                layers,
                heads,
                ffn,
                "relu",
                positions,
                0.1,
                0,
                0,
                initStd,
                true,
                true,
                encoderWidth,
                start,
                OptionalInt.empty(),
                OptionalInt.empty());
    }
}
