package io.github.trocr4j.train;

import io.github.trocr4j.data.EpochOrder;
import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineAugmentation;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.text.Tokenizer;
import io.github.trocr4j.text.TrainingVocabulary;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Lines of writing as examples: pictures are read from their files when they are needed, labels are ids of a
 * vocabulary.
 */
public final class LineExamples implements Examples {
    private static final double SHORTEST = 0.2;

    /** Keeps these numbers apart from others of the same seed. */
    private static final long STREAM = 7;

    private static final long CHANGES = 8;

    private final List<Source> lines;
    private final TrainingVocabulary vocabulary;
    private final Optional<EpochOrder> epochs;
    private final long seed;
    private final long shortFirst;
    private final int[] byLength;
    private final LineAugmentation augmentation;

    /** A line; its picture is decoded for each use. */
    private record Source(PictureSource picture, String text) {
        static List<Source> of(List<LabelledLine> lines) {
            return lines.stream()
                    .map(line -> new Source(() -> PictureFile.read(line.file()), line.text()))
                    .toList();
        }
    }

    @FunctionalInterface
    private interface PictureSource {
        Picture read() throws UnreadableImageException;
    }

    /**
     * The order in which lines are trained on.
     *
     * @param seed seed of the order
     * @param shortFirst lines, over all epochs, of a beginning with short ones: at first only the shortest fifth, then
     *     more and more. Attention finds its way through a few characters much sooner than through many; 0 for none
     * @param augmentation random changes of each line, other ones each time
     * @param batchSize lines in a micro-batch, which have similar lengths if some lines are long; see
     *     {@link SimilarLengths}
     */
    public record Order(long seed, long shortFirst, LineAugmentation augmentation, int batchSize) {}

    private LineExamples(List<Source> lines, TrainingVocabulary vocabulary, Optional<Order> order) {
        this.lines = List.copyOf(lines);
        this.vocabulary = vocabulary;
        this.seed = order.map(Order::seed).orElse(0L);
        this.shortFirst = order.map(Order::shortFirst).orElse(0L);
        this.augmentation = order.map(Order::augmentation).orElse(LineAugmentation.NONE);
        int[] lengths = lines.stream().mapToInt(line -> length(line.text())).toArray();
        this.epochs = order.map(each ->
                new EpochOrder(lines.size(), each.seed(), new SimilarLengths(lengths, each.batchSize(), each.seed())));
        this.byLength = shortFirst == 0
                ? new int[0]
                : IntStream.range(0, lines.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> lengths[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    /** Returns the labels of a text without the last, roughly: of characters, none is longer than one. */
    private int length(String text) {
        return vocabulary instanceof Tokenizer ? vocabulary.encode(text).length - 1 : text.length();
    }

    /** Returns lines to train on, in a random order for each epoch. */
    public static LineExamples shuffled(List<LabelledLine> lines, TrainingVocabulary vocabulary, Order order) {
        return new LineExamples(Source.of(lines), vocabulary, Optional.of(order));
    }

    /**
     * As above, for picture files in memory.
     *
     * @param files the bytes of each file
     * @param texts the text of each
     */
    public static LineExamples shuffled(
            List<byte[]> files, List<String> texts, TrainingVocabulary vocabulary, Order order) {
        List<Source> lines = IntStream.range(0, files.size())
                .mapToObj(i -> new Source(
                        () -> PictureFile.of("picture " + i, files.get(i), PictureFile.MAX_PIXELS), texts.get(i)))
                .toList();
        return new LineExamples(lines, vocabulary, Optional.of(order));
    }

    /** Returns lines to evaluate with, in their order. */
    public static LineExamples inOrder(List<LabelledLine> lines, TrainingVocabulary vocabulary) {
        return new LineExamples(Source.of(lines), vocabulary, Optional.empty());
    }

    @Override
    public int size() {
        return lines.size();
    }

    /**
     * Reads the picture of a line, and changes it.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if the text has a character outside the vocabulary
     */
    @Override
    public Example example(int epoch, int index) {
        Source line = lines.get(at(epoch, index));
        try {
            Picture picture = augmentation.apply(line.picture().read(), Seeds.random(seed, CHANGES, epoch, index));
            return new Example(picture, vocabulary.encode(line.text()));
        } catch (UnreadableImageException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int[] labels(int epoch, int index) {
        return vocabulary.encode(lines.get(at(epoch, index)).text());
    }

    @Override
    public OptionalInt number(int epoch, int index) {
        return augmentation.equals(LineAugmentation.NONE) ? OptionalInt.of(at(epoch, index)) : OptionalInt.empty();
    }

    private int at(int epoch, int index) {
        long seen = (long) epoch * lines.size() + index;
        if (seen < shortFirst) {
            double share = SHORTEST + (1 - SHORTEST) * seen / shortFirst;
            int shortest = (int) Math.ceil(share * lines.size());
            return byLength[Seeds.below(shortest, Seeds.random(seed, STREAM, seen))];
        }
        return epochs.map(each -> each.at(epoch, index)).orElse(index);
    }

    /** Returns the validation of a model on these lines, by its character error rate. */
    public Validation validation() {
        return Validation.of(this, vocabulary, seed);
    }
}
