package io.github.trocr4j.model;

import io.github.trocr4j.plan.CompiledGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How a digit head comes to its digits; {@code digit_head.decoding} in config.json. */
public enum Decoding {
    /**
     * One after the other: each digit sees those before it, as TrOCR reads text. A pass of the decoder for each digit.
     */
    AUTOREGRESSIVE,
    /**
     * All at once: the start token stands at every position, no digit is fed back, and the positions see each other.
     * One pass of the decoder, however many digits. The learned positions alone tell the queries apart, so the
     * parameters are those of autoregressive reading.
     */
    PARALLEL;

    /** As it is written in config.json and in options. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From its word; throws IllegalArgumentException with what there is. */
    public static Decoding named(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected "
                        + Arrays.stream(values()).map(Decoding::word).collect(Collectors.joining(" or ")) + ", found "
                        + word));
    }

    /** {@code decoder_input_ids} for training, of the shape of the labels, [B][L]. */
    int[][] inputs(int[][] labels, TrOcrDecoderConfig config) {
        return switch (this) {
            case AUTOREGRESSIVE -> TrainingBatch.shiftRight(labels, config);
            case PARALLEL -> queries(labels.length, labels[0].length, config);
        };
    }

    /**
     * Throws IllegalArgumentException for ids [B][L] that the decoder of this model was not trained to read: where it
     * reads in parallel, all but its queries.
     */
    static void requireInputs(int[][] decoderInputIds, TrOcrConfig config) {
        if (config.decoding() == AUTOREGRESSIVE) {
            return;
        }
        TrOcrDecoderConfig decoder = config.decoder();
        int length = config.digitHead().map(DigitHead::length).orElseThrow();
        if (!Arrays.deepEquals(decoderInputIds, queries(decoderInputIds.length, length, decoder))) {
            throw new IllegalArgumentException("decoder_input_ids: this model reads in parallel; expected its start"
                    + " token, " + decoder.decoderStartTokenId() + ", at each of " + length
                    + " positions, found other ids or another length.");
        }
    }

    /** What is added to the scores of L tokens that are there at once: [1, 1, L, L], or empty where each sees all. */
    Optional<SDVariable> mask(Parameters p, int length) {
        return switch (this) {
            case AUTOREGRESSIVE -> Optional.of(Layers.causalMask(p, length));
            case PARALLEL -> Optional.empty();
        };
    }

    /** What reads tokens so. */
    Reader reader(InferenceGraphs.Execution execution) {
        return switch (this) {
            case AUTOREGRESSIVE -> new AutoregressiveReader(execution);
            case PARALLEL -> new ParallelReader(execution);
        };
    }

    /** The start token at each position, [B][L]. */
    static int[][] queries(int batch, int length, TrOcrDecoderConfig config) {
        int[][] ids = new int[batch][length];
        for (int[] row : ids) {
            Arrays.fill(row, config.decoderStartTokenId());
        }
        return ids;
    }

    /**
     * From the encoder's rows to tokens, as the {@link Decoding} of a model asks for: its graphs, built when first
     * needed, and the greedy choice from what they give. Arrays that it returns are lent: the next call may change
     * them.
     */
    interface Reader extends AutoCloseable {
        /** As {@link InferenceGraphs#logits}. */
        INDArray logits(INDArray encoderRows, int[][] decoderInputIds);

        /** As {@link InferenceGraphs#crossAttention}. */
        float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds);

        /** As {@link InferenceGraphs#generate}. */
        Generation generate(INDArray encoderRows, int batch, int maxNewTokens);

        /** As {@link InferenceGraphs#plans}, of the decoder. */
        Map<String, List<CompiledGraph.Outline>> plans();

        /** Gives back the memory of its graphs. */
        @Override
        void close();
    }
}
