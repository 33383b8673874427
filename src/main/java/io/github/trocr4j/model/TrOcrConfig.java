package io.github.trocr4j.model;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Configuration of a TrOCR model: HuggingFace's {@code VisionEncoderDecoderConfig} with a ViT or DeiT encoder and a
 * TrOCR decoder. {@link ConfigJson} reads and writes it. {@link #compact} and {@link #trocrSmall} are for models
 * without a checkpoint.
 *
 * @param encoder configuration of the image encoder
 * @param decoder configuration of the text decoder
 * @param digitHead only in models that read digits
 */
public record TrOcrConfig(ViTConfig encoder, TrOcrDecoderConfig decoder, Optional<DigitHead> digitHead) {
    private static final ImageSize FULL = new ImageSize(384, 384);
    private static final ImageSize STRIP = new ImageSize(32, 160);

    /**
     * Creates a configuration.
     *
     * @throws IllegalArgumentException if encoder, decoder and head do not match
     */
    public TrOcrConfig {
        if (decoder.crossAttentionHiddenSize() != encoder.hiddenSize()) {
            throw new IllegalArgumentException("decoder.cross_attention_hidden_size "
                    + decoder.crossAttentionHiddenSize() + " differs from encoder.hidden_size " + encoder.hiddenSize()
                    + ": models with an enc_to_dec_proj are not supported.");
        }
        if (digitHead.isPresent() && decoder.tieWordEmbeddings()) {
            throw new IllegalArgumentException(
                    "decoder.tie_word_embeddings: expected false with a digit_head, whose projection has no row for the"
                            + " start token, found true.");
        }
        if (digitHead.isPresent() && decoder.vocabSize() <= digitHead.get().bosRow()) {
            throw new IllegalArgumentException("decoder.vocab_size " + decoder.vocabSize()
                    + " has no row for the start token, digit_head.bos_row "
                    + digitHead.get().bosRow() + ".");
        }
    }

    /** Returns V, the number of outputs of the projection: the ten digits or the whole vocabulary. */
    public int outputs() {
        return digitHead.map(DigitHead::classes).orElse(decoder.vocabSize());
    }

    /** Returns the decoding of the digit head, or autoregressive decoding if there is none. */
    public Decoding decoding() {
        return digitHead.map(DigitHead::decoding).orElse(Decoding.AUTOREGRESSIVE);
    }

    /**
     * Returns this configuration with another {@link Decoding}.
     *
     * @throws IllegalArgumentException if there is no digit head
     */
    public TrOcrConfig withDecoding(Decoding decoding) {
        DigitHead head = digitHead.orElseThrow(() -> new IllegalArgumentException(
                "The decoding can be chosen only for models with a digit head: config.json has no digit_head."));
        return new TrOcrConfig(encoder, decoder, Optional.of(head.withDecoding(decoding)));
    }

    /**
     * Returns this configuration with another dropout in training: after the embeddings and each sub-block of encoder
     * and decoder, and nowhere else.
     *
     * @param probability 0 to below 1
     * @throws IllegalArgumentException if it is not in this range
     */
    public TrOcrConfig withDropout(double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("Dropout: expected 0 to below 1, found " + probability + ".");
        }
        ViTConfig vit = ViTConfigBuilder.builder(encoder)
                .hiddenDropoutProb(probability)
                .attentionProbsDropoutProb(0)
                .build();
        TrOcrDecoderConfig text = TrOcrDecoderConfigBuilder.builder(decoder)
                .dropout(probability)
                .attentionDropout(0)
                .activationDropout(0)
                .build();
        return new TrOcrConfig(vit, text, digitHead);
    }

    /**
     * Returns this configuration with a vocabulary instead of a digit head. As in TrOCR-small, 1 is the padding token
     * and 2 is both the start and the end token.
     *
     * @param size number of ids, at least 3
     * @param maxLength maximum number of tokens in a text, including the end token
     */
    public TrOcrConfig withVocabulary(int size, int maxLength) {
        TrOcrDecoderConfig textDecoder = TrOcrDecoderConfigBuilder.builder(decoder)
                .vocabSize(size)
                .maxPositionEmbeddings(maxLength)
                .decoderStartTokenId(2)
                .padTokenId(OptionalInt.of(1))
                .eosTokenId(OptionalInt.of(2))
                .build();
        return new TrOcrConfig(encoder, textDecoder, Optional.empty());
    }

    /** Returns this configuration with the projection tied to the embedding, or not. */
    public TrOcrConfig withTiedEmbeddings(boolean tied) {
        TrOcrDecoderConfig same = TrOcrDecoderConfigBuilder.builder(decoder)
                .tieWordEmbeddings(tied)
                .build();
        return new TrOcrConfig(encoder, same, digitHead);
    }

    /** Returns this configuration with another input size. */
    public TrOcrConfig withImageSize(ImageSize size) {
        return new TrOcrConfig(encoder.withImageSize(size), decoder, digitHead);
    }

    /** Returns TrOCR-small as published (Li et al. 2021), with the digit head: 28.8 M parameters at 384x384. */
    public static TrOcrConfig trocrSmall() {
        return digits(
                ViTConfigBuilder.builder()
                        .hiddenSize(384)
                        .numHiddenLayers(12)
                        .numAttentionHeads(6)
                        .intermediateSize(1536)
                        .imageSize(FULL),
                TrOcrDecoderConfigBuilder.builder()
                        .dModel(256)
                        .decoderLayers(6)
                        .decoderAttentionHeads(8)
                        .decoderFfnDim(1024)
                        .maxPositionEmbeddings(512)
                        .crossAttentionHiddenSize(384),
                0.02);
    }

    /**
     * Returns a model that two cores can train from scratch in minutes: 2.5 M parameters, 20 patches of a 32x160 strip.
     * Its initial weights are larger than HF's 0.02, which is intended for wider models.
     */
    public static TrOcrConfig compact() {
        return digits(
                ViTConfigBuilder.builder()
                        .hiddenSize(192)
                        .numHiddenLayers(4)
                        .numAttentionHeads(3)
                        .intermediateSize(768)
                        .imageSize(STRIP),
                TrOcrDecoderConfigBuilder.builder()
                        .dModel(128)
                        .decoderLayers(2)
                        .decoderAttentionHeads(4)
                        .decoderFfnDim(512)
                        .maxPositionEmbeddings(16)
                        .crossAttentionHiddenSize(192),
                0.04);
    }

    /** Builds a model with the five-digit head and the settings that both models share. */
    private static TrOcrConfig digits(
            ViTConfigBuilder encoder, TrOcrDecoderConfigBuilder decoder, double initializerRange) {
        int start = DigitHead.FIVE_DIGITS.bosRow();
        return new TrOcrConfig(
                encoder.hiddenAct("gelu")
                        .initializerRange(initializerRange)
                        .layerNormEps(1e-12)
                        .patchSize(16)
                        .numChannels(3)
                        .qkvBias(true)
                        .distillationToken(true)
                        .build(),
                decoder.vocabSize(start + 1)
                        .activationFunction("relu")
                        .dropout(0.1)
                        .initStd(initializerRange)
                        .scaleEmbedding(true)
                        .layernormEmbedding(true)
                        .useLearnedPositionEmbeddings(true)
                        .decoderStartTokenId(start)
                        .build(),
                Optional.of(DigitHead.FIVE_DIGITS));
    }
}
