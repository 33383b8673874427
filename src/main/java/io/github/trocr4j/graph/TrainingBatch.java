package io.github.trocr4j.graph;

import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.Optional;
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
 * @param targets [B*L*classes], row by row: what the loss compares with instead of one-hot rows of the labels; see
 *     {@link #taught}
 */
public record TrainingBatch(INDArray input, int[][] decoderInputIds, int[][] labels, Optional<float[]> targets) {
    /** Creates a batch whose targets are its labels. */
    public TrainingBatch(INDArray input, int[][] decoderInputIds, int[][] labels) {
        this(input, decoderInputIds, labels, Optional.empty());
    }

    /** Creates a batch with the decoder inputs for the model's {@link Decoding}. */
    public static TrainingBatch of(INDArray input, int[][] labels, TrOcrConfig config) {
        return new TrainingBatch(input, config.decoding().inputs(labels, config.decoder()), labels);
    }

    /**
     * Returns this batch with targets that are partly a teacher's: {@code share} of its probabilities, the rest the
     * label's one-hot row (G. Hinton et al., "Distilling the knowledge in a neural network", 2015).
     *
     * @param probabilities [B*L*classes]; those at ignored labels are finite, and do not matter
     * @param share 0 to 1
     */
    public TrainingBatch taught(float[] probabilities, double share) {
        int labelCount = labels.length * labels[0].length;
        if (probabilities.length % labelCount != 0) {
            throw new IllegalArgumentException("Expected the probabilities of " + labelCount
                    + " labels, found a number that they do not divide: " + probabilities.length + ".");
        }
        float[] mixed = oneHot(labels, probabilities.length / labelCount);
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (share * probabilities[i] + (1 - share) * mixed[i]);
        }
        return new TrainingBatch(input, decoderInputIds, labels, Optional.of(mixed));
    }

    /** Returns what the loss compares with, rows [B*L, classes]. */
    INDArray targets(int classes, DataType type) {
        if (targets.isEmpty()) {
            return oneHot(labels, classes, type);
        }
        long rows = (long) labels.length * labels[0].length;
        return Nd4j.create(targets.get(), new long[] {rows, classes}, 'c').castTo(type);
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
        long rows = (long) ids.length * ids[0].length;
        return Nd4j.create(oneHot(ids, classes), new long[] {rows, classes}, 'c')
                .castTo(type);
    }

    private static float[] oneHot(int[][] ids, int classes) {
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
        return rows;
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
