package io.github.trocr4j.graph;

import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.TrOcrConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A batch of training examples.
 *
 * @param input rows of {@link Patches}, [B*T, patchValues]; or the encoder's last hidden state, [B*T, hidden], for a
 *     graph that {@linkplain TrainingGraph.Options#fromEncoderStates() begins there}
 * @param decoderInputIds [B][L], the labels {@linkplain Decoding#shiftRight shifted right}, or start tokens, depending
 *     on the {@link Decoding}
 * @param labels [B][L]; {@link Decoding#IGNORED} does not contribute to the loss
 */
public record TrainingBatch(INDArray input, int[][] decoderInputIds, int[][] labels) {
    /** Creates a batch with the decoder inputs for the model's {@link Decoding}. */
    public static TrainingBatch of(INDArray input, int[][] labels, TrOcrConfig config) {
        return new TrainingBatch(input, config.decoding().inputs(labels, config.decoder()), labels);
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
                int id = ids[b][t] == Decoding.IGNORED ? 0 : ids[b][t];
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
                weights[b * length + t] = labels[b][t] == Decoding.IGNORED ? 0 : 1;
            }
        }
        return Nd4j.create(weights, new long[] {weights.length}, 'c').castTo(type);
    }
}
