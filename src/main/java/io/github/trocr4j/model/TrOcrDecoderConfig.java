package io.github.trocr4j.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.OptionalInt;

/**
 * The decoder: HuggingFace's {@code TrOCRConfig}. Component names are the camelCase of the keys in config.json.
 *
 * @param vocabSize rows of {@code embed_tokens}
 * @param dModel width of the residual stream
 * @param decoderLayers transformer blocks
 * @param decoderAttentionHeads heads; divides {@code dModel}
 * @param decoderFfnDim width inside the feed-forward block
 * @param activationFunction {@code relu} or {@code gelu} (exact, by erf)
 * @param maxPositionEmbeddings longest input; the table has two rows more ({@link #POSITION_OFFSET})
 * @param dropout dropout in training, after the embeddings and each sub-block
 * @param attentionDropout dropout in training on attention probabilities
 * @param activationDropout dropout in training after the activation
 * @param initStd standard deviation of fresh weights
 * @param scaleEmbedding whether token embeddings are multiplied by sqrt({@code dModel})
 * @param layernormEmbedding whether a LayerNorm follows the embeddings
 * @param crossAttentionHiddenSize width of the encoder's output, which cross-attention's keys and values read
 * @param decoderStartTokenId first input of each reading
 * @param padTokenId what a finished row is padded with; empty where rows never finish early
 * @param eosTokenId what ends a row; empty where rows never finish early
 */
@RecordBuilder
public record TrOcrDecoderConfig(
        int vocabSize,
        int dModel,
        int decoderLayers,
        int decoderAttentionHeads,
        int decoderFfnDim,
        String activationFunction,
        int maxPositionEmbeddings,
        double dropout,
        double attentionDropout,
        double activationDropout,
        double initStd,
        boolean scaleEmbedding,
        boolean layernormEmbedding,
        int crossAttentionHiddenSize,
        int decoderStartTokenId,
        OptionalInt padTokenId,
        OptionalInt eosTokenId) {

    /** HF's {@code TrOCRLearnedPositionalEmbedding} leaves the first two rows of its table unused. */
    public static final int POSITION_OFFSET = 2;

    /** PyTorch's LayerNorm default, which HF's TrOCR uses throughout the decoder. */
    public static final double LAYER_NORM_EPS = 1e-5;

    /** Checks that heads divide the width and that the start token is in the vocabulary. */
    public TrOcrDecoderConfig {
        if (dModel % decoderAttentionHeads != 0) {
            throw new IllegalArgumentException("decoder.d_model " + dModel
                    + " is not divisible by decoder.decoder_attention_heads " + decoderAttentionHeads + ".");
        }
        if (decoderStartTokenId < 0 || decoderStartTokenId >= vocabSize) {
            throw new IllegalArgumentException("decoder_start_token_id " + decoderStartTokenId
                    + " is outside the vocabulary of " + vocabSize + " tokens.");
        }
    }

    /** Width of one head. */
    public int headDim() {
        return dModel / decoderAttentionHeads;
    }

    /** Rows of the position table. */
    public int positionRows() {
        return maxPositionEmbeddings + POSITION_OFFSET;
    }
}
