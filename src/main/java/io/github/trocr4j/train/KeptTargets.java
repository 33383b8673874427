package io.github.trocr4j.train;

import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.model.Decoding;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What teachers say of examples that come again, computed once for each and kept in the heap. Examples are read in
 * groups of the order in which the training meets them first: so a resumed run, which reads them anew, gets the same
 * bits.
 */
final class KeptTargets {
    private static final int GROUP = 64;
    private static final long MOST_BYTES = 256L << 20;

    private final SoftTargets teachers;
    private final ExampleBatches batches;
    private final FirstMet order;
    private final int batchSize;
    private final float[][] known; // for each place, [labels*outputs]

    /**
     * Creates an instance that knows nothing yet.
     *
     * @param examples with numbers
     * @param batchSize examples of a batch of the training
     */
    KeptTargets(SoftTargets teachers, ExampleBatches batches, Examples examples, int batchSize) {
        this.teachers = teachers;
        this.batches = batches;
        this.order = new FirstMet(examples);
        this.batchSize = batchSize;
        this.known = new float[order.size()][];
    }

    /**
     * Returns whether a training asks its teachers more than once about the same examples, and there is room for what
     * they say.
     *
     * @param floats outputs of a picture at most
     */
    static boolean pay(TrainingConfig config, Examples examples, long floats) {
        return examples.size() > 0
                && examples.number(0, 0).isPresent()
                && config.steps() > examples.distinct() / config.stripsPerStep()
                && examples.distinct() * floats * Float.BYTES <= MOST_BYTES;
    }

    /**
     * Returns a batch of the endless sequence of all epochs with the targets of its pictures.
     *
     * @param number its number
     */
    TrainingBatch addTo(TrainingBatch batch, long number) {
        int[] places = order.places(number, batchSize);
        for (int place : places) {
            if (known[place] == null) {
                ask(place / GROUP);
            }
        }
        int length = batch.labels()[0].length;
        int outputs = known[places[0]].length / labels(batch.labels()[0]);
        float[] probabilities = new float[places.length * length * outputs]; // [B*L*outputs], 0 at ignored labels
        for (int i = 0; i < places.length; i++) {
            float[] own = known[places[i]];
            System.arraycopy(own, 0, probabilities, i * length * outputs, own.length);
        }
        return teachers.mixed(batch, probabilities);
    }

    private void ask(int group) {
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
            known[from + i] = own;
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
