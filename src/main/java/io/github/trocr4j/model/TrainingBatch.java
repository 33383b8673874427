package io.github.trocr4j.model;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A batch of training examples.
 *
 * @param input rows of {@link Patches}, [B*T, patchValues]; or the encoder's last hidden state, [B*T, hidden], for a
 *     graph that {@linkplain TrainingGraph.Options#fromEncoderStates() begins there}
 * @param decoderInputIds [B][L], the labels {@linkplain #shiftRight shifted right}, or start tokens, depending on the
 *     {@link Decoding}
 * @param labels [B][L]; {@link #IGNORED} does not contribute to the loss
 */
public record TrainingBatch(INDArray input, int[][] decoderInputIds, int[][] labels) {
    /** Label that does not contribute to the loss: PyTorch's {@code ignore_index}. */
    public static final int IGNORED = -100;

    /** Creates a batch with the decoder inputs for the model's {@link Decoding}. */
    public static TrainingBatch of(INDArray input, int[][] labels, TrOcrConfig config) {
        return new TrainingBatch(input, config.decoding().inputs(labels, config.decoder()), labels);
    }

    /**
     * Returns the start token followed by all labels but the last, as HF's {@code shift_tokens_right}. Ignored labels
     * become padding, or the start token if there is no padding.
     */
    public static int[][] shiftRight(int[][] labels, TrOcrDecoderConfig config) {
        int[][] inputs = new int[labels.length][];
        for (int row = 0; row < labels.length; row++) {
            inputs[row] = new int[labels[row].length];
            inputs[row][0] = config.decoderStartTokenId();
            for (int t = 1; t < labels[row].length; t++) {
                int previous = labels[row][t - 1];
                inputs[row][t] =
                        previous == IGNORED ? config.padTokenId().orElse(config.decoderStartTokenId()) : previous;
            }
        }
        return inputs;
    }

    /** Returns B, the number of images. */
    public int size() {
        return labels.length;
    }

    /**
     * Returns one-hot rows [B*L, classes]. An ignored id is encoded as 0; its weight is 0.
     *
     * @throws IllegalArgumentException if another id is outside the classes
     */
    static INDArray oneHot(int[][] ids, int classes, DataType type) {
        int length = ids[0].length;
        float[] rows = new float[ids.length * length * classes];
        for (int b = 0; b < ids.length; b++) {
            for (int t = 0; t < length; t++) {
                int id = ids[b][t] == IGNORED ? 0 : ids[b][t];
                if (id < 0 || id >= classes) {
                    throw new IllegalArgumentException("Id " + id + " at position " + t + " of row " + b
                            + " is outside 0 to " + (classes - 1) + ".");
                }
                rows[(b * length + t) * classes + id] = 1;
            }
        }
        return Nd4j.create(rows, new long[] {(long) ids.length * length, classes}, 'c')
                .castTo(type);
    }

    /** Returns the weights of the labels, [B*L]: 0 for ignored ones, 1 for the others. */
    static INDArray weights(int[][] labels, DataType type) {
        int length = labels[0].length;
        float[] weights = new float[labels.length * length];
        for (int b = 0; b < labels.length; b++) {
            for (int t = 0; t < length; t++) {
                weights[b * length + t] = labels[b][t] == IGNORED ? 0 : 1;
            }
        }
        return Nd4j.create(weights, new long[] {weights.length}, 'c').castTo(type);
    }
}
