package io.github.trocr4j.train;

import io.github.trocr4j.data.EpochOrder;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.text.TrainingVocabulary;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Lines of writing as examples: pictures are read from their files when they are needed, labels are ids of characters.
 */
public final class LineExamples implements Examples {
    private final List<LabelledLine> lines;
    private final TrainingVocabulary vocabulary;
    private final Optional<EpochOrder> order;
    private final long seed;

    private LineExamples(
            List<LabelledLine> lines, TrainingVocabulary vocabulary, Optional<EpochOrder> order, long seed) {
        this.lines = List.copyOf(lines);
        this.vocabulary = vocabulary;
        this.order = order;
        this.seed = seed;
    }

    /** Returns lines to train on, in a random order for each epoch. */
    public static LineExamples shuffled(List<LabelledLine> lines, TrainingVocabulary vocabulary, long seed) {
        return new LineExamples(lines, vocabulary, Optional.of(new EpochOrder(lines.size(), seed)), seed);
    }

    /** Returns lines to evaluate with, in their order. */
    public static LineExamples inOrder(List<LabelledLine> lines, TrainingVocabulary vocabulary) {
        return new LineExamples(lines, vocabulary, Optional.empty(), 0);
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
        LabelledLine line = lines.get(order.map(each -> each.at(epoch, index)).orElse(index));
        try {
            return new Example(PictureFile.read(line.file()), vocabulary.encode(line.text()));
        } catch (UnreadableImageException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the validation of a character model on these lines, by its character error rate. */
    public Validation validation() {
        return new Validation(
                this,
                readings -> LineMetrics.of(readings.stream().map(this::reading).toList(), seed));
    }

    private LineReading reading(Validation.Read read) {
        return new LineReading(
                vocabulary.decode(read.labels()),
                vocabulary.decode(read.ids()),
                Generation.confidence(read.probabilities()));
    }
}
