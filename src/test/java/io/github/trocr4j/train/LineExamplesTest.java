package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.FamilyGoldens;
import io.github.trocr4j.data.EpochOrder;
import io.github.trocr4j.data.lines.LineAugmentation;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.Tokenizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The order of lines in training: a hundred lines of 1 to 10 characters. */
class LineExamplesTest {
    private static final int LINES = 100;
    private static final int BATCH = 7;

    @Test
    void eachEpochHasEachLineOnce() throws IOException {
        LineExamples examples = examples(new LineExamples.Order(1, 0, LineAugmentation.NONE, BATCH));
        List<Integer> first = lengths(examples, 0);
        List<Integer> second = lengths(examples, 1);
        assertThat(first).isNotEqualTo(second);
        assertThat(sorted(first)).isEqualTo(sorted(second)).hasSize(LINES);
    }

    @Test
    void shortLinesComeFirstAndAllLater() throws IOException {
        LineExamples examples = examples(new LineExamples.Order(1, 3 * LINES, LineAugmentation.NONE, BATCH));
        List<Integer> begin = lengths(examples, 0);
        assertThat(begin.subList(0, 20)).allMatch(length -> length <= 3);
        assertThat(Collections.max(begin)).isLessThanOrEqualTo(5);
        assertThat(Collections.max(lengths(examples, 2))).isEqualTo(10);
        assertThat(sorted(lengths(examples, 3)))
                .isEqualTo(sorted(lengths(examples(new LineExamples.Order(1, 0, LineAugmentation.NONE, BATCH)), 3)));
    }

    @Test
    void theOrderIsAFunctionOfTheSeed() throws IOException {
        List<Integer> one = lengths(examples(new LineExamples.Order(1, LINES, LineAugmentation.NONE, BATCH)), 0);
        assertThat(lengths(examples(new LineExamples.Order(1, LINES, LineAugmentation.NONE, BATCH)), 0))
                .isEqualTo(one);
        assertThat(lengths(examples(new LineExamples.Order(2, LINES, LineAugmentation.NONE, BATCH)), 0))
                .isNotEqualTo(one);
    }

    @Test
    void batchesHaveSimilarLengthsIfLinesAreLong() {
        int[] lengths = IntStream.range(0, 1000).map(i -> 5 + i % 40).toArray();
        SimilarLengths similar = new SimilarLengths(lengths, BATCH, 1);
        int[] random = random(1000);
        int[] order = similar.of(1, random);

        assertThat(order).containsExactlyInAnyOrder(random);
        assertThat(similar.of(1, random)).isEqualTo(order);
        assertThat(similar.of(2, random)).isNotEqualTo(order);
        int begun = BATCH - 1000 % BATCH; // in a batch with lines of epoch 0
        assertThat(Arrays.copyOf(order, begun)).isEqualTo(Arrays.copyOf(random, begun));
        for (int start = begun; start + BATCH <= 1000; start += BATCH) {
            int[] batch = IntStream.range(start, start + BATCH)
                    .map(i -> lengths[order[i]])
                    .sorted()
                    .toArray();
            assertThat(batch[BATCH - 1] - batch[0]).isLessThan(15);
        }
    }

    @Test
    void withATokenizerLengthsAreThoseInTokens() throws IOException {
        Tokenizer tokenizer = Tokenizer.load(FamilyGoldens.path("tokenizers").resolve("roberta"));
        List<String> texts = IntStream.range(0, 32)
                .mapToObj(i -> (i % 2 == 0 ? "a" : "\u4e00").repeat(20)) // a character of one byte, or of three
                .toList();
        LineExamples examples = LineExamples.shuffled(
                Collections.nCopies(32, new byte[0]),
                texts,
                tokenizer,
                new LineExamples.Order(1, 0, LineAugmentation.NONE, 4));
        for (int batch = 0; batch < 32; batch += 4) {
            assertThat(IntStream.range(batch, batch + 4).map(i -> examples.labels(0, i).length))
                    .containsOnly(examples.labels(0, batch).length);
        }
    }

    @Test
    void theOrderOfShortLinesIsRandom() {
        int[] random = random(100);
        int[] lengths = IntStream.range(0, 100).map(i -> 1 + i % 15).toArray();
        assertThat(new SimilarLengths(lengths, BATCH, 1).of(0, random)).isEqualTo(random);
    }

    private static LineExamples examples(LineExamples.Order order) throws IOException {
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY), "png", picture);
        List<byte[]> files = Collections.nCopies(LINES, picture.toByteArray());
        List<String> texts =
                IntStream.range(0, LINES).mapToObj(i -> "7".repeat(1 + i % 10)).toList();
        return LineExamples.shuffled(files, texts, CharacterVocabulary.of("7"), order);
    }

    private static int[] random(int size) {
        EpochOrder order = new EpochOrder(size, 1);
        return IntStream.range(0, size).map(i -> order.at(0, i)).toArray();
    }

    /** Returns the number of characters of each line of an epoch. */
    private static List<Integer> lengths(LineExamples examples, int epoch) {
        return IntStream.range(0, examples.size())
                .mapToObj(index -> examples.example(epoch, index).labels().length - 1)
                .toList();
    }

    private static List<Integer> sorted(List<Integer> values) {
        List<Integer> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }
}
