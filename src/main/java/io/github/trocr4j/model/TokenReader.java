package io.github.trocr4j.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * From the encoder's rows to tokens, as the {@link Decoding} of a model asks for: its graphs, built when first asked
 * for, and the greedy choice from what they give. Arrays that it returns are lent: the next call may change them.
 */
interface TokenReader extends AutoCloseable {
    /** As {@link InferenceGraphs#logits}. */
    INDArray logits(INDArray encoderRows, int[][] decoderInputIds);

    /** As {@link InferenceGraphs#crossAttention}. */
    float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds);

    /** As {@link InferenceGraphs#generate}. */
    Generation generate(INDArray encoderRows, int batch, int maxNewTokens);

    /** Gives back the memory of its graphs. */
    @Override
    void close();
}
