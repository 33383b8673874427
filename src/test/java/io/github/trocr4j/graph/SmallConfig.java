package io.github.trocr4j.graph;

import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import io.github.trocr4j.model.ViTConfig;
import io.github.trocr4j.model.ViTConfigBuilder;
import java.util.Optional;
import java.util.SplittableRandom;

/** A model that is small enough for finite differences of every value. */
final class SmallConfig {
    private SmallConfig() {}

    static TrOcrConfig of(String hiddenAct, ImageSize size) {
        TrOcrConfig compact = TrOcrConfig.compact();
        ViTConfig encoder = ViTConfigBuilder.builder(compact.encoder())
                .hiddenSize(8)
                .numHiddenLayers(1)
                .numAttentionHeads(2)
                .intermediateSize(12)
                .hiddenAct(hiddenAct)
                .initializerRange(0.3)
                .imageSize(size)
                .patchSize(4)
                .numChannels(1)
                .build();
        TrOcrDecoderConfig decoder = TrOcrDecoderConfigBuilder.builder(compact.decoder())
                .dModel(6)
                .decoderLayers(1)
                .decoderAttentionHeads(2)
                .decoderFfnDim(10)
                .maxPositionEmbeddings(7)
                .dropout(0)
                .initStd(0.3)
                .crossAttentionHiddenSize(8)
                .build();
        return new TrOcrConfig(encoder, decoder, compact.digitHead());
    }

    /** Returns the same configuration with so many layers in the encoder. */
    static TrOcrConfig withEncoderLayers(TrOcrConfig config, int layers) {
        return new TrOcrConfig(
                ViTConfigBuilder.builder(config.encoder())
                        .numHiddenLayers(layers)
                        .build(),
                config.decoder(),
                config.digitHead());
    }

    /** Returns a model of text with a ViT encoder and a decoder that differs from that of digits in everything. */
    static TrOcrConfig family(boolean learned, boolean tied) {
        TrOcrConfig digits = of("gelu", new ImageSize(8, 12));
        ViTConfig encoder = ViTConfigBuilder.builder(digits.encoder())
                .distillationToken(false)
                .qkvBias(false)
                .build();
        TrOcrDecoderConfig decoder = TrOcrDecoderConfigBuilder.builder(digits.decoder())
                .activationFunction(tied ? "gelu" : "relu")
                .scaleEmbedding(!tied)
                .layernormEmbedding(learned)
                .build();
        TrOcrDecoderConfig text = new TrOcrConfig(encoder, decoder, Optional.empty())
                .withVocabulary(12, 7)
                .decoder();
        TrOcrDecoderConfig changed = TrOcrDecoderConfigBuilder.builder(text)
                .useLearnedPositionEmbeddings(learned)
                .tieWordEmbeddings(tied)
                .build();
        return new TrOcrConfig(encoder, changed, Optional.empty());
    }

    /**
     * Creates random weights. Biases and LayerNorm gains are random too, because errors could go unnoticed with 0 and
     * 1.
     */
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
