package io.github.trocr4j.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * Configuration of the encoder: HuggingFace's {@code ViTConfig} or {@code DeiTConfig}, which have the same keys.
 * Component names are the camelCase of the keys in config.json.
 *
 * @param distillationToken whether a distillation token follows [CLS], as in DeiT: {@code model_type} {@code deit}; ViT
 *     has none
 * @param hiddenSize width of the residual stream
 * @param numHiddenLayers number of transformer blocks
 * @param numAttentionHeads number of attention heads; must divide {@code hiddenSize}
 * @param intermediateSize hidden width of the MLP
 * @param hiddenAct {@code gelu} (exact, with erf) or {@code relu}
 * @param hiddenDropoutProb dropout in training, after the embeddings and each sub-block
 * @param attentionProbsDropoutProb dropout in training on attention probabilities
 * @param initializerRange standard deviation of the initial weights
 * @param layerNormEps epsilon of LayerNorm, added to the variance; 1e-12 in HF
 * @param imageSize size of the input in pixels
 * @param patchSize side of a square patch in pixels
 * @param numChannels number of colour channels of the input
 * @param qkvBias whether query, key and value have biases
 */
@RecordBuilder
public record ViTConfig(
        boolean distillationToken,
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

    /**
     * Creates a configuration.
     *
     * @throws IllegalArgumentException if the heads do not divide the width, or the patches do not divide the image
     */
    public ViTConfig {
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

    /** Returns the width of one head. */
    public int headDim() {
        return hiddenSize / numAttentionHeads;
    }

    /**
     * Returns the number of patches in an image.
     *
     * @throws IllegalArgumentException if the patch size does not divide the image size
     */
    public int patches(ImageSize size) {
        requirePatches(size, patchSize);
        return (size.height() / patchSize) * (size.width() / patchSize);
    }

    /** Returns the number of tokens before the patches: [CLS], and the distillation token of DeiT. */
    public int specialTokens() {
        return distillationToken ? 2 : 1;
    }

    /** Returns T, the number of tokens of an image, including the special tokens. */
    public int tokens(ImageSize size) {
        return patches(size) + specialTokens();
    }

    /** Returns the number of values in one patch: channels x patch x patch. */
    public int patchValues() {
        return numChannels * patchSize * patchSize;
    }

    /**
     * Checks the number of pixel values.
     *
     * @throws IllegalArgumentException if it does not match the shape [batch, channels, height, width]
     */
    public void requireValues(float[] pixelValues, int batch, ImageSize size) {
        long expected = (long) batch * numChannels * size.height() * size.width();
        if (batch < 1 || pixelValues.length != expected) {
            throw new IllegalArgumentException("pixel_values [" + batch + ", " + numChannels + ", " + size.height()
                    + ", " + size.width() + "] hold " + expected + " values (and at least one image), found "
                    + pixelValues.length + ".");
        }
    }

    /** Returns this configuration with another input size. */
    public ViTConfig withImageSize(ImageSize size) {
        return ViTConfigBuilder.builder(this).imageSize(size).build();
    }
}
