package io.github.trocr4j.train;

import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.text.CharacterVocabulary;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Lines of writing as examples: pictures are read from their files when they are needed, labels are ids of characters.
 */
public final class LineExamples implements Examples {
    private final List<LabelledLine> lines;
    private final CharacterVocabulary vocabulary;
    private final long seed;
    private final boolean shuffled;
    private final ConcurrentMap<Integer, int[]> orders = new ConcurrentHashMap<>();

    private LineExamples(List<LabelledLine> lines, CharacterVocabulary vocabulary, long seed, boolean shuffled) {
        this.lines = List.copyOf(lines);
        this.vocabulary = vocabulary;
        this.seed = seed;
        this.shuffled = shuffled;
    }

    /** Returns lines to train on, in an order that the seed and the epoch decide. */
    public static LineExamples shuffled(List<LabelledLine> lines, CharacterVocabulary vocabulary, long seed) {
        return new LineExamples(lines, vocabulary, seed, true);
    }

    /** Returns lines to evaluate with, in their order. */
    public static LineExamples inOrder(List<LabelledLine> lines, CharacterVocabulary vocabulary) {
        return new LineExamples(lines, vocabulary, 0, false);
    }

    @Override
    public int size() {
        return lines.size();
    }

    /**
     * Reads the picture of a line.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if the text has a character outside the vocabulary
     */
    @Override
    public Example example(int epoch, int index) {
        LabelledLine line = lines.get(shuffled ? order(epoch)[index] : index);
        try {
            return new Example(PictureFile.read(line.file()), vocabulary.encode(line.text()));
        } catch (UnreadableImageException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int[] order(int epoch) {
        int[] order = orders.computeIfAbsent(epoch, this::permutation);
        // The thread that prepares batches is at most one epoch ahead.
        if (orders.size() > 2) {
            orders.keySet().removeIf(other -> Math.abs(other - epoch) > 1);
        }
        return order;
    }

    /** Fisher and Yates' shuffle. */
    private int[] permutation(int epoch) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
        int[] order = new int[lines.size()];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** Returns the validation of a character model on these lines, by its character error rate. */
    public Validation validation() {
        return new Validation(
                this,
                readings -> LineMetrics.of(readings.stream().map(this::reading).toList(), seed));
    }

    private LineReading reading(Validation.Read read) {
        float confidence = 1;
        int length = 0;
        boolean ended = false;
        while (length < read.ids().length && !ended) {
            confidence *= Math.min(1, read.probabilities()[length]);
            ended = read.ids()[length] == CharacterVocabulary.EOS;
            length++;
        }
        int[] ids = Arrays.copyOf(read.ids(), length);
        return new LineReading(vocabulary.decode(read.labels()), vocabulary.decode(ids), confidence);
    }
}
