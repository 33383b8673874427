package io.github.trocr4j.graph;

import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.SinusoidalPositions;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The input of the decoder's inference graphs: scaled token embeddings plus positions. They are looked up outside the
 * graphs, because inference needs no gradients. Not thread-safe.
 */
final class TokenEmbeddings {
    private static final String POSITIONS = "decoder.model.decoder.embed_positions.weight";

    private final Weights weights;
    private final TrOcrDecoderConfig config;
    private final Optional<SinusoidalPositions> sinusoids;

    TokenEmbeddings(Weights weights) {
        this.weights = weights;
        this.config = weights.config().decoder();
        this.sinusoids = SinusoidalPositions.of(config);
    }

    /** Returns the positions, if they are not learned. */
    Optional<SinusoidalPositions> sinusoids() {
        return sinusoids;
    }

    /** Returns the embeddings of tokens [B][L] from position 0, as rows [B*L, d_model]. */
    INDArray of(int[][] ids) {
        int length = ids[0].length;
        int[] tokens = new int[ids.length * length];
        int[] positions = new int[tokens.length];
        for (int row = 0; row < ids.length; row++) {
            int[] counted = positions(ids[row]);
            System.arraycopy(ids[row], 0, tokens, row * length, length);
            System.arraycopy(counted, 0, positions, row * length, length);
        }
        return of(tokens, positions);
    }

    /**
     * Returns the position of each token of a row: the number of earlier tokens. Sinusoidal positions do not count
     * padding.
     */
    int[] positions(int[] ids) {
        int[] positions = new int[ids.length];
        int counted = 0;
        for (int t = 0; t < ids.length; t++) {
            positions[t] = counted;
            counted = positionAfter(ids[t], counted);
        }
        return positions;
    }

    /** Returns the position of the token that follows another one. */
    int positionAfter(int id, int position) {
        boolean skipped = sinusoids.isPresent() && id == config.padTokenId().orElseThrow();
        return skipped ? position : position + 1;
    }

    /**
     * Returns the embeddings of tokens at any positions, as rows [ids, d_model].
     *
     * @throws IllegalArgumentException if an id is outside the vocabulary
     */
    INDArray of(int[] ids, int[] positions) {
        config.requireIds(ids);
        int d = config.dModel();
        float[] tokens = new float[ids.length * d];
        float[] learned = new float[d];
        float scale = config.scaleEmbedding() ? (float) Math.sqrt(d) : 1;
        for (int i = 0; i < ids.length; i++) {
            weights.row(ParameterShapes.EMBED_TOKENS, ids[i], tokens, i * d);
            float[] position = learned;
            if (sinusoids.isPresent()) {
                position = sinusoids.get().of(ids[i], positions[i]);
            } else {
                weights.row(POSITIONS, positions[i] + TrOcrDecoderConfig.POSITION_OFFSET, learned, 0);
            }
            for (int j = 0; j < d; j++) {
                tokens[i * d + j] = tokens[i * d + j] * scale + position[j];
            }
        }
        return Nd4j.create(tokens, new long[] {ids.length, d}, 'c').castTo(weights.dataType());
    }
}
