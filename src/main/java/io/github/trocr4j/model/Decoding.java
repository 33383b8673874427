package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a model with a digit head generates its digits: {@code digit_head.decoding} in config.json. */
public enum Decoding {
    /**
     * One digit at a time, each conditioned on the previous ones, as TrOCR generates text. This takes one decoder pass
     * for each digit.
     */
    AUTOREGRESSIVE,
    /**
     * All digits in one decoder pass. The input is the start token at every position, no digit is fed back, and
     * attention between the positions is not masked. Only the learned positions distinguish the queries, so the
     * parameters are the same as for autoregressive decoding.
     */
    PARALLEL;

    /** Label that does not contribute to the loss: PyTorch's {@code ignore_index}. */
    public static final int IGNORED = -100;

    /** Returns the name in config.json and in options. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the decoding with a name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Decoding parse(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected "
                        + Arrays.stream(values()).map(Decoding::word).collect(Collectors.joining(" or ")) + ", found "
                        + word));
    }

    /** Returns the {@code decoder_input_ids} for training, in the shape of the labels, [B][L]. */
    public int[][] inputs(int[][] labels, TrOcrDecoderConfig config) {
        return switch (this) {
            case AUTOREGRESSIVE -> shiftRight(labels, config);
            case PARALLEL -> queries(labels.length, labels[0].length, config);
        };
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

    /**
     * Checks the decoder input of a model. A parallel model accepts only its queries, since it was trained on no other
     * input.
     *
     * @param decoderInputIds [B][L]
     * @throws IllegalArgumentException if a parallel model cannot process these ids
     */
    public static void requireInputs(int[][] decoderInputIds, TrOcrConfig config) {
        if (config.decoding() == AUTOREGRESSIVE) {
            return;
        }
        TrOcrDecoderConfig decoder = config.decoder();
        int length = config.digitHead().map(DigitHead::length).orElseThrow();
        if (!Arrays.deepEquals(decoderInputIds, queries(decoderInputIds.length, length, decoder))) {
            throw new IllegalArgumentException("decoder_input_ids: this model decodes in parallel; expected its start"
                    + " token, " + decoder.decoderStartTokenId() + ", at each of " + length
                    + " positions, found other ids or a different length.");
        }
    }

    /**
     * Checks that there is a row for each picture, and that all have the same length.
     *
     * @param decoderInputIds [batch][L], L at least 1
     * @throws IllegalArgumentException if there is not; the message has the lengths
     */
    public static void requireRectangle(int[][] decoderInputIds, long batch) {
        if (decoderInputIds.length != batch
                || decoderInputIds.length == 0
                || decoderInputIds[0].length == 0
                || Arrays.stream(decoderInputIds).anyMatch(row -> row.length != decoderInputIds[0].length)) {
            throw new IllegalArgumentException("decoder_input_ids: expected " + batch
                    + " rows, one for each picture, of equal length, at least 1, found " + decoderInputIds.length
                    + " rows of lengths "
                    + Arrays.toString(Arrays.stream(decoderInputIds)
                            .mapToInt(row -> row.length)
                            .toArray()) + ".");
        }
    }

    /** Returns the start token at each position, [B][L]. */
    public static int[][] queries(int batch, int length, TrOcrDecoderConfig config) {
        int[][] ids = new int[batch][length];
        for (int[] row : ids) {
            Arrays.fill(row, config.decoderStartTokenId());
        }
        return ids;
    }
}
