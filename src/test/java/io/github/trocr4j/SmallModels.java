package io.github.trocr4j;

import io.github.trocr4j.model.DeiTConfig;
import io.github.trocr4j.model.DeiTConfigBuilder;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.Initialisation;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

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
        return new ModelDirectory(config, Initialisation.weights(config, 7), ModelDirectory.processorFor(config));
    }

    /** Five tokens from 16x80 pixels. */
    public static TrOcrConfig config(Optional<DigitHead> head) {
        TrOcrConfig compact = TrOcrConfig.compact();
        DeiTConfig encoder = DeiTConfigBuilder.builder(compact.encoder())
                .hiddenSize(HIDDEN)
                .numHiddenLayers(1)
                .numAttentionHeads(2)
                .intermediateSize(32)
                .initializerRange(SPREAD)
                .imageSize(new ImageSize(16, 80))
                .patchSize(8)
                .build();
        TrOcrDecoderConfig decoder = TrOcrDecoderConfigBuilder.builder(compact.decoder())
                .dModel(16)
                .decoderLayers(1)
                .decoderAttentionHeads(2)
                .decoderFfnDim(32)
                .maxPositionEmbeddings(8)
                .dropout(0)
                .initStd(SPREAD)
                .crossAttentionHiddenSize(HIDDEN)
                .build();
        return new TrOcrConfig(encoder, decoder, head);
    }
}
