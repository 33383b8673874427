package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * The positions of decoders without learned ones: HF's {@code TrOCRSinusoidalPositionalEmbedding}, after fairseq and
 * tensor2tensor. The row of a token is the padding id plus the number of tokens up to and with it, where padding does
 * not count; padding itself has a row of zeros.
 *
 * <p>Rows are computed in the precision in which PyTorch computes them: exponent, frequency and angle are rounded to
 * float. In double, rows near 1,000 would differ by 7e-5. Not thread-safe.
 */
public final class SinusoidalPositions {
    private final int padding;
    private final int width;
    private final float[] frequencies;
    private float[][] rows = new float[0][];

    private SinusoidalPositions(int padding, int width) {
        this.padding = padding;
        this.width = width;
        this.frequencies = new float[width / 2];
        float step = (float) -(StrictMath.log(10_000) / (frequencies.length - 1));
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) StrictMath.exp(i * step);
        }
    }

    /** Returns the positions of a decoder; empty if they are learned. */
    public static Optional<SinusoidalPositions> of(TrOcrDecoderConfig config) {
        return config.useLearnedPositionEmbeddings()
                ? Optional.empty()
                : Optional.of(new SinusoidalPositions(config.padTokenId().orElseThrow(), config.dModel()));
    }

    /**
     * Returns the values of a token; the caller must not modify them.
     *
     * @param position number of earlier tokens in the row that count
     */
    public float[] of(int token, int position) {
        return token == padding ? row(padding) : at(position);
    }

    /** Returns the values of a token that is not padding. */
    public float[] at(int position) {
        return row(padding + 1 + position);
    }

    /** Returns a row of HF's table: sines, then cosines. */
    public float[] row(int index) {
        if (index >= rows.length) {
            rows = Arrays.copyOf(rows, Math.max(index + 1, 2 * rows.length));
        }
        if (rows[index] == null) {
            rows[index] = computed(index);
        }
        return rows[index];
    }

    private float[] computed(int index) {
        float[] row = new float[width]; // if the width is odd, the last value is 0
        int half = frequencies.length;
        for (int i = 0; i < half && index != padding; i++) {
            float angle = index * frequencies[i];
            row[i] = (float) StrictMath.sin(angle);
            row[half + i] = (float) StrictMath.cos(angle);
        }
        return row;
    }
}
