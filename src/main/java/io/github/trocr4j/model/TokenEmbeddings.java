package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The input of the decoder's inference graphs: scaled token embeddings plus positions. They are looked up outside the
 * graphs, because inference needs no gradients.
 */
record TokenEmbeddings(Weights weights) {
    private static final String BODY = "decoder.model.decoder.";

    /** Returns the embeddings of tokens [B][L] from position 0, as rows [B*L, d_model]. */
    INDArray of(int[][] ids) {
        int length = ids[0].length;
        int[] positions =
                IntStream.range(0, ids.length * length).map(i -> i % length).toArray();
        return of(Arrays.stream(ids).flatMapToInt(Arrays::stream).toArray(), positions);
    }

    /**
     * Returns the embeddings of tokens at any positions, as rows [ids, d_model].
     *
     * @throws IllegalArgumentException if an id is outside the vocabulary
     */
    INDArray of(int[] ids, int[] positions) {
        TrOcrDecoderConfig config = weights.config().decoder();
        for (int id : ids) {
            if (id < 0 || id >= config.vocabSize()) {
                throw new IllegalArgumentException("decoder_input_ids: expected ids from 0 to "
                        + (config.vocabSize() - 1) + ", found " + id + ".");
            }
        }
        int d = config.dModel();
        float[] tokens = new float[ids.length * d];
        float[] position = new float[d];
        float scale = config.scaleEmbedding() ? (float) Math.sqrt(d) : 1;
        for (int i = 0; i < ids.length; i++) {
            weights.row(BODY + "embed_tokens.weight", ids[i], tokens, i * d);
            weights.row(
                    BODY + "embed_positions.weight", positions[i] + TrOcrDecoderConfig.POSITION_OFFSET, position, 0);
            for (int j = 0; j < d; j++) {
                tokens[i * d + j] = tokens[i * d + j] * scale + position[j];
            }
        }
        return Nd4j.create(tokens, new long[] {ids.length, d}, 'c').castTo(weights.dataType());
    }

    /**
     * Checks that the table has a position for each of L tokens.
     *
     * @throws IllegalArgumentException if there are fewer, or L is 0
     */
    void requirePositions(int length) {
        int max = weights.config().decoder().maxPositionEmbeddings();
        if (length < 1 || length > max) {
            throw new IllegalArgumentException(
                    "This decoder supports 1 to " + max + " tokens (max_position_embeddings), found " + length + ".");
        }
    }
}
