package io.github.trocr4j.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.OptionalInt;

/**
 * Configuration of the decoder: HuggingFace's {@code TrOCRConfig}. Component names are the camelCase of the keys in
 * config.json.
 *
 * @param vocabSize number of rows of {@code embed_tokens}
 * @param dModel width of the residual stream
 * @param decoderLayers number of transformer blocks
 * @param decoderAttentionHeads number of attention heads; must divide {@code dModel}
 * @param decoderFfnDim hidden width of the feed-forward block
 * @param activationFunction {@code relu} or {@code gelu} (exact, with erf)
 * @param maxPositionEmbeddings maximum number of tokens; the table has two more rows ({@link #POSITION_OFFSET})
 * @param dropout dropout in training, after the embeddings and each sub-block
 * @param attentionDropout dropout in training on attention probabilities
 * @param activationDropout dropout in training after the activation
 * @param initStd standard deviation of the initial weights
 * @param scaleEmbedding whether token embeddings are multiplied by sqrt({@code dModel})
 * @param useLearnedPositionEmbeddings whether the positions are parameters; if not, they are
 *     {@link SinusoidalPositions}
 * @param layernormEmbedding whether a LayerNorm follows the embeddings
 * @param crossAttentionHiddenSize width of the encoder's output, the input of the keys and values of cross-attention
 * @param tieWordEmbeddings whether the projection to the outputs is the token embedding
 * @param decoderStartTokenId the first input token
 * @param padTokenId token after the end of a row; empty if all rows have the same length
 * @param eosTokenId token that ends a row; empty if all rows have the same length
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
        boolean useLearnedPositionEmbeddings,
        boolean layernormEmbedding,
        int crossAttentionHiddenSize,
        boolean tieWordEmbeddings,
        int decoderStartTokenId,
        OptionalInt padTokenId,
        OptionalInt eosTokenId) {

    /** Number of unused rows at the start of the position table, as in HF's {@code TrOCRLearnedPositionalEmbedding}. */
    public static final int POSITION_OFFSET = 2;

    /** Epsilon of all LayerNorms: PyTorch's default, which HF's TrOCR uses. */
    public static final double LAYER_NORM_EPS = 1e-5;

    /**
     * Creates a configuration.
     *
     * @throws IllegalArgumentException if the heads do not divide the width, the start or the padding token is outside
     *     the vocabulary, or sinusoidal positions have no padding token or fewer than four values
     */
    public TrOcrDecoderConfig {
        if (dModel % decoderAttentionHeads != 0) {
            throw new IllegalArgumentException("decoder.d_model " + dModel
                    + " is not divisible by decoder.decoder_attention_heads " + decoderAttentionHeads + ".");
        }
        if (decoderStartTokenId < 0 || decoderStartTokenId >= vocabSize) {
            throw new IllegalArgumentException("decoder_start_token_id " + decoderStartTokenId
                    + " is outside the vocabulary of " + vocabSize + " tokens.");
        }
        if (padTokenId.isPresent() && padTokenId.getAsInt() >= vocabSize) {
            throw new IllegalArgumentException("decoder.pad_token_id " + padTokenId.getAsInt()
                    + " is outside the vocabulary of " + vocabSize + " tokens.");
        }
        if (!useLearnedPositionEmbeddings && padTokenId.isEmpty()) {
            throw new IllegalArgumentException(
                    "decoder.pad_token_id: expected a token id, because sinusoidal positions do not count padding,"
                            + " found none.");
        }
        if (!useLearnedPositionEmbeddings && dModel < 4) {
            throw new IllegalArgumentException(
                    "decoder.d_model: expected at least 4 with sinusoidal positions, found " + dModel + ".");
        }
    }

    /** Returns the width of one head. */
    public int headDim() {
        return dModel / decoderAttentionHeads;
    }

    /**
     * Checks {@code decoder_input_ids}.
     *
     * @throws IllegalArgumentException if an id is outside the vocabulary
     */
    public void requireIds(int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= vocabSize) {
                throw new IllegalArgumentException(
                        "decoder_input_ids: expected ids from 0 to " + (vocabSize - 1) + ", found " + id + ".");
            }
        }
    }

    /**
     * Checks that there is a position for each of L tokens.
     *
     * @throws IllegalArgumentException if there are fewer, or L is 0
     */
    public void requirePositions(int length) {
        if (length < 1 || length > maxPositionEmbeddings) {
            throw new IllegalArgumentException("This decoder supports 1 to " + maxPositionEmbeddings
                    + " tokens (max_position_embeddings), found " + length + ".");
        }
    }

    /** Returns the number of rows of the table of learned positions. */
    public int positionRows() {
        return maxPositionEmbeddings + POSITION_OFFSET;
    }
}
