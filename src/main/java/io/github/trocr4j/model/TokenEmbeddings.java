package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the decoder's graphs for reading begin with: token embeddings, scaled, plus positions. Looked up outside of the
 * graphs, since reading needs no gradient of them.
 */
record TokenEmbeddings(Weights weights) {
    private static final String BODY = "decoder.model.decoder.";

    /** Whole rows of tokens [B][L], which begin at position 0; rows [B*L, d_model]. */
    INDArray of(int[][] ids) {
        int length = ids[0].length;
        int[] positions =
                IntStream.range(0, ids.length * length).map(i -> i % length).toArray();
        return of(Arrays.stream(ids).flatMapToInt(Arrays::stream).toArray(), positions);
    }

    /** Tokens at any positions, rows [ids, d_model]. */
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

    /** Throws IllegalArgumentException where the table has no position for each of L tokens. */
    void requirePositions(int length) {
        int most = weights.config().decoder().maxPositionEmbeddings();
        if (length < 1 || length > most) {
            throw new IllegalArgumentException(
                    "This decoder reads 1 to " + most + " tokens (max_position_embeddings), asked for " + length + ".");
        }
    }
}
