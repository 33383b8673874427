package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The logits of a model that decodes in parallel: those of all positions are known before the search. */
public final class ComputedLogits implements NextLogits {
    private final float[][] logits; // [B*L][V]
    private final int length;
    private int[] pictures; // of each row
    private int t;

    /**
     * Creates the logits of some pictures.
     *
     * @param logits [B*L][V]
     * @param length L
     */
    public ComputedLogits(float[][] logits, int length) {
        this.logits = logits;
        this.length = length;
        this.pictures = IntStream.range(0, logits.length / length).toArray();
    }

    @Override
    public float[][] next(int[] ids, int[] from) {
        int[] before = pictures;
        pictures = Arrays.stream(from).map(row -> before[row]).toArray();
        float[][] rows = Arrays.stream(pictures)
                .mapToObj(picture -> logits[picture * length + t].clone())
                .toArray(float[][]::new);
        t++;
        return rows;
    }

    /**
     * Generates with these logits. There are never more tokens than positions.
     *
     * @throws IllegalArgumentException as {@link Generation#search}
     */
    public Generation search(GenerationConfig settings, TrOcrConfig config) {
        GenerationConfig within = settings.withMaxNewTokens(Math.min(length, settings.mostNewTokens()));
        return Generation.search(this, logits.length / length, within, config);
    }
}
