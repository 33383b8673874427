package io.github.trocr4j.train;

import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.model.Decoding;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The probabilities of teachers for examples that come again, computed once for each and cached in the heap. Teachers
 * read examples in groups of the order in which the training first sees them, so a resumed run, which begins with an
 * empty cache, gets the same bits.
 */
final class CachedTargets {
    private static final int GROUP = 64;
    private static final long MOST_BYTES = 256L << 20;

    private final SoftTargets teachers;
    private final ExampleBatches batches;
    private final FirstSeenOrder order;
    private final int batchSize;
    private final float[][] cached; // for each place, [labels*outputs]

    /**
     * Creates an empty cache.
     *
     * @param examples with numbers
     * @param batchSize examples of a batch of the training
     */
    CachedTargets(SoftTargets teachers, ExampleBatches batches, Examples examples, int batchSize) {
        this.teachers = teachers;
        this.batches = batches;
        this.order = new FirstSeenOrder(examples);
        this.batchSize = batchSize;
        this.cached = new float[order.size()][];
    }

    /**
     * Returns whether a training sees the same examples more than once, and their probabilities fit into the cache.
     *
     * @param floats outputs of a picture at most
     */
    static boolean pay(TrainingConfig config, Examples examples, long floats) {
        return FirstSeenOrder.repeats(config, examples) && examples.distinct() * floats * Float.BYTES <= MOST_BYTES;
    }

    /**
     * Returns a batch of the endless sequence of all epochs with the targets of its pictures.
     *
     * @param number its number
     */
    TrainingBatch addTo(TrainingBatch batch, long number) {
        int[] places = order.places(number, batchSize);
        for (int place : places) {
            if (cached[place] == null) {
                compute(place / GROUP);
            }
        }
        int length = batch.labels()[0].length;
        int outputs = cached[places[0]].length / labels(batch.labels()[0]);
        float[] probabilities = new float[places.length * length * outputs]; // [B*L*outputs], 0 at ignored labels
        for (int i = 0; i < places.length; i++) {
            float[] own = cached[places[i]];
            System.arraycopy(own, 0, probabilities, i * length * outputs, own.length);
        }
        return teachers.mixed(batch, probabilities);
    }

    private void compute(int group) {
        int from = group * GROUP;
        int to = Math.min(from + GROUP, order.size());
        List<Examples.Example> examples =
                IntStream.range(from, to).mapToObj(order::example).toList();
        int[][] labels = batches.labels(examples);
        float[] all = teachers.probabilities(ExampleBatches.pictures(examples), labels); // [count*L*outputs]
        int each = all.length / labels.length;
        for (int i = 0; i < labels.length; i++) {
            float[] own = new float[each / labels[i].length * labels(labels[i])];
            System.arraycopy(all, i * each, own, 0, own.length);
            cached[from + i] = own;
        }
    }

    /** Returns the number of labels before those that only fill the row. */
    private static int labels(int[] row) {
        int length = row.length;
        while (length > 0 && row[length - 1] == Decoding.IGNORED) {
            length--;
        }
        return length;
    }
}
