package io.github.trocr4j.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * The encoder: HuggingFace's {@code DeiTConfig}. Component names are the camelCase of the keys in config.json.
 *
 * @param hiddenSize width of the residual stream
 * @param numHiddenLayers transformer blocks
 * @param numAttentionHeads heads; divides {@code hiddenSize}
 * @param intermediateSize width inside the MLP
 * @param hiddenAct {@code gelu} (exact, by erf) or {@code relu}
 * @param hiddenDropoutProb dropout in training, after the embeddings and each sub-block
 * @param attentionProbsDropoutProb dropout in training on attention probabilities
 * @param initializerRange standard deviation of fresh weights
 * @param layerNormEps added to the variance, HF: 1e-12
 * @param imageSize input, in pixels
 * @param patchSize side of a square patch, in pixels
 * @param numChannels colour channels of the input
 * @param qkvBias whether query, key and value have biases
 */
@RecordBuilder
public record DeiTConfig(
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        String hiddenAct,
        double hiddenDropoutProb,
        double attentionProbsDropoutProb,
        double initializerRange,
        double layerNormEps,
        ImageSize imageSize,
        int patchSize,
        int numChannels,
        boolean qkvBias) {

    /** [CLS] and the distillation token stand in front of the patches. */
    public static final int SPECIAL_TOKENS = 2;

    /** Checks what no single value shows: heads divide the width, patches divide the image. */
    public DeiTConfig {
        if (hiddenSize % numAttentionHeads != 0) {
            throw new IllegalArgumentException("encoder.hidden_size " + hiddenSize
                    + " is not divisible by encoder.num_attention_heads " + numAttentionHeads + ".");
        }
        requirePatches(imageSize, patchSize);
    }

    private static void requirePatches(ImageSize size, int patchSize) {
        if (size.height() % patchSize != 0 || size.width() % patchSize != 0) {
            throw new IllegalArgumentException("Image size " + size + " is not a multiple of the patch size "
                    + patchSize + ": choose a height and a width that are.");
        }
    }

    /** Width of one head. */
    public int headDim() {
        return hiddenSize / numAttentionHeads;
    }

    /** Patches in an image of this size. Throws IllegalArgumentException where the patch does not divide it. */
    public int patches(ImageSize size) {
        requirePatches(size, patchSize);
        return (size.height() / patchSize) * (size.width() / patchSize);
    }

    /** T: tokens of an image of this size, the two special ones included. */
    public int tokens(ImageSize size) {
        return patches(size) + SPECIAL_TOKENS;
    }

    /** Values in one patch: channels x patch x patch. */
    public int patchValues() {
        return numChannels * patchSize * patchSize;
    }

    /** The same encoder for another input size. */
    public DeiTConfig withImageSize(ImageSize size) {
        return DeiTConfigBuilder.builder(this).imageSize(size).build();
    }
}
