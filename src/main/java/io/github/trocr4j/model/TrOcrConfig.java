package io.github.trocr4j.model;

import java.util.Optional;

/**
 * A whole TrOCR model: HuggingFace's {@code VisionEncoderDecoderConfig} with a DeiT encoder and a TrOCR decoder. Read
 * and written by {@link ConfigJson}.
 *
 * @param encoder the image side
 * @param decoder the text side
 * @param digitHead present in models that read digits only
 */
public record TrOcrConfig(DeiTConfig encoder, TrOcrDecoderConfig decoder, Optional<DigitHead> digitHead) {
    /** Checks that the two halves fit each other. */
    public TrOcrConfig {
        if (decoder.crossAttentionHiddenSize() != encoder.hiddenSize()) {
            throw new IllegalArgumentException("decoder.cross_attention_hidden_size "
                    + decoder.crossAttentionHiddenSize() + " differs from encoder.hidden_size " + encoder.hiddenSize()
                    + ": models with an enc_to_dec_proj are not supported.");
        }
        if (digitHead.isPresent() && decoder.vocabSize() <= digitHead.get().bosRow()) {
            throw new IllegalArgumentException("decoder.vocab_size " + decoder.vocabSize()
                    + " has no row for the start token, digit_head.bos_row "
                    + digitHead.get().bosRow() + ".");
        }
    }

    /** V: outputs of the projection, the ten digits or the whole vocabulary. */
    public int outputs() {
        return digitHead.map(DigitHead::classes).orElse(decoder.vocabSize());
    }

    /** How tokens are read: as the digit head says, one after the other where there is none. */
    public Decoding decoding() {
        return digitHead.map(DigitHead::decoding).orElse(Decoding.AUTOREGRESSIVE);
    }

    /** The same model with another {@link Decoding}. Throws IllegalArgumentException where there is no digit head. */
    public TrOcrConfig withDecoding(Decoding decoding) {
        DigitHead head = digitHead.orElseThrow(() -> new IllegalArgumentException(
                "Only models that read digits have a decoding to choose: config.json has no digit_head."));
        return new TrOcrConfig(encoder, decoder, Optional.of(head.withDecoding(decoding)));
    }

    /** The same model for another input size. */
    public TrOcrConfig withImageSize(ImageSize size) {
        return new TrOcrConfig(encoder.withImageSize(size), decoder, digitHead);
    }
}
