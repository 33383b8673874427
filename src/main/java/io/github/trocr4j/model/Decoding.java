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
    int[][] inputs(int[][] labels, TrOcrDecoderConfig config) {
        return switch (this) {
            case AUTOREGRESSIVE -> TrainingBatch.shiftRight(labels, config);
            case PARALLEL -> queries(labels.length, labels[0].length, config);
        };
    }

    /**
     * Checks the decoder input of a model. A parallel model accepts only its queries, since it was trained on no other
     * input.
     *
     * @param decoderInputIds [B][L]
     * @throws IllegalArgumentException if a parallel model cannot process these ids
     */
    static void requireInputs(int[][] decoderInputIds, TrOcrConfig config) {
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
     * Returns the mask that is added to the self-attention scores of L tokens, [1, 1, L, L], or empty if no position is
     * masked.
     */
    Optional<SDVariable> mask(Parameters p, int length) {
        return switch (this) {
            case AUTOREGRESSIVE -> Optional.of(Layers.causalMask(p, length));
            case PARALLEL -> Optional.empty();
        };
    }

    /** Creates a reader for this decoding. */
    Reader reader(InferenceGraphs.Execution execution) {
        return switch (this) {
            case AUTOREGRESSIVE -> new AutoregressiveReader(execution);
            case PARALLEL -> new ParallelReader(execution);
        };
    }

    /** Returns the start token at each position, [B][L]. */
    static int[][] queries(int batch, int length, TrOcrDecoderConfig config) {
        int[][] ids = new int[batch][length];
        for (int[] row : ids) {
            Arrays.fill(row, config.decoderStartTokenId());
        }
        return ids;
    }

    /**
     * Generates tokens from the encoder's output with one kind of {@link Decoding}. Graphs are built on first use. The
     * next call may overwrite returned arrays.
     */
    interface Reader extends AutoCloseable {
        /** See {@link InferenceGraphs#logits}. */
        INDArray logits(INDArray encoderRows, int[][] decoderInputIds);

        /** See {@link InferenceGraphs#crossAttention}. */
        float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds);

        /** See {@link InferenceGraphs#generate}. */
        Generation generate(INDArray encoderRows, int batch, GenerationConfig config);

        /** Returns the plans of the decoder. See {@link InferenceGraphs#plans}. */
        Map<String, List<CompiledGraph.PlanSummary>> plans();

        /** Frees the memory of the graphs. */
        @Override
        void close();
    }
}
