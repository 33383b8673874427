package io.github.trocr4j.train;

import io.github.trocr4j.graph.Patches;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Converts examples to input of the graphs: pixel values as HuggingFace's processor computes them, then patches. */
final class ExampleBatches {
    private static final int SHORT = 16;

    private final TrOcrImageProcessor processor;
    private final TrOcrConfig config;
    private final int labelLength;

    /**
     * Creates an instance.
     *
     * @param labelLength labels of a row at most; see {@link #rowLength}
     * @throws IllegalArgumentException if the processor's size is not the model's
     */
    ExampleBatches(TrOcrImageProcessor processor, TrOcrConfig config, int labelLength) {
        ImageSize size = config.encoder().imageSize();
        if (processor.config().height() != size.height() || processor.config().width() != size.width()) {
            throw new IllegalArgumentException("preprocessor_config.json makes pictures of "
                    + processor.config().height() + "x" + processor.config().width() + ", but the model reads " + size
                    + ": make both the same.");
        }
        this.processor = processor;
        this.config = config;
        this.labelLength = labelLength;
    }

    /** Returns the patches of pictures, [B*T, patchValues]. */
    INDArray patches(List<Picture> pictures) {
        return Patches.of(
                processor.pixelValues(pictures),
                pictures.size(),
                config.encoder(),
                config.encoder().imageSize());
    }

    /**
     * Returns the examples of a batch from the endless sequence of all epochs.
     *
     * @param number number of the batch, from 0; batch n has examples n*size to (n+1)*size - 1
     * @param size examples in the batch
     */
    static List<Examples.Example> examples(Examples examples, long number, int size) {
        return positions(number, size)
                .mapToObj(position -> example(examples, position))
                .toList();
    }

    /** Returns the batch of some examples. */
    TrainingBatch batch(List<Examples.Example> examples) {
        return TrainingBatch.of(patches(pictures(examples)), labels(examples), config);
    }

    /** Returns the labels of such a batch. */
    int[][] labels(List<Examples.Example> examples) {
        return padded(examples.stream().map(Examples.Example::labels).toList());
    }

    static List<Picture> pictures(List<Examples.Example> examples) {
        return examples.stream().map(Examples.Example::picture).toList();
    }

    /** Returns such a batch with other input of the graph than patches, without reading the pictures. */
    TrainingBatch batch(Examples examples, long number, int size, INDArray input) {
        List<int[]> labels = positions(number, size)
                .mapToObj(position -> examples.labels(epoch(position, examples), index(position, examples)))
                .toList();
        return TrainingBatch.of(input, padded(labels), config);
    }

    /** Returns the positions of a batch in the endless sequence of all epochs. */
    static LongStream positions(long number, int size) {
        return LongStream.range(number * size, (number + 1) * size);
    }

    /** Returns the example at a position of the endless sequence. */
    static Examples.Example example(Examples examples, long position) {
        return examples.example(epoch(position, examples), index(position, examples));
    }

    static int epoch(long position, Examples examples) {
        return Math.toIntExact(position / examples.size());
    }

    static int index(long position, Examples examples) {
        return Math.toIntExact(position % examples.size());
    }

    /**
     * Returns the labels of a row in a batch: the least of 16, 32, 64 and so on, and at most {@code most}. There is a
     * graph for each. Fewer than 16 would not save much.
     *
     * @param longest labels of the longest example of the batch
     * @param most labels of the longest example of all batches
     */
    static int rowLength(int longest, int most) {
        int length = SHORT;
        while (length < longest) {
            length *= 2;
        }
        return Math.min(length, most);
    }

    /** Fills labels with {@link Decoding#IGNORED} up to the length of the rows. */
    private int[][] padded(List<int[]> labels) {
        int longest = labels.stream().mapToInt(each -> each.length).max().orElseThrow();
        if (longest > labelLength) {
            throw new IllegalArgumentException(
                    "expected at most " + labelLength + " labels for a picture, found " + longest);
        }
        int length = rowLength(longest, labelLength);
        return labels.stream().map(each -> padded(each, length)).toArray(int[][]::new);
    }

    private static int[] padded(int[] labels, int length) {
        int[] row = Arrays.copyOf(labels, length);
        Arrays.fill(row, labels.length, length, Decoding.IGNORED);
        return row;
    }
}
