package io.github.trocr4j.train;

import io.github.trocr4j.data.EpochOrder;
import io.github.trocr4j.data.Seeds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Puts lines of similar length into the same batch, so that few labels are padding: a random order is cut into windows
 * of some batches, each window is sorted by length, and its batches are put in random order. The batch that two epochs
 * share stays as it is, and so do lines that are all too short to make a difference.
 *
 * @param lengths characters of each line
 * @param batchSize lines in a batch
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SimilarLengths(int[] lengths, int batchSize, long seed) implements EpochOrder.Arrangement {
    private static final int WINDOW = 16;

    /** Keeps these numbers apart from others of the same seed. */
    private static final long STREAM = 9;

    @Override
    public int[] of(int epoch, int[] random) {
        int longest = 1 + Arrays.stream(lengths).max().orElse(0); // and the end token
        if (ExampleBatches.rowLength(1, longest) == longest) {
            return random;
        }
        int[] order = random.clone();
        int begun = Math.floorMod(-(long) epoch * order.length, batchSize); // in the last batch of the epoch before
        for (int start = begun; start + batchSize <= order.length; start += WINDOW * batchSize) {
            int batches = Math.min(WINDOW, (order.length - start) / batchSize);
            arrange(order, start, batches, epoch);
        }
        return order;
    }

    private void arrange(int[] order, int start, int batches, int epoch) {
        int[] sorted = IntStream.range(start, start + batches * batchSize)
                .mapToObj(i -> order[i])
                .sorted(Comparator.comparingInt(line -> lengths[line]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] places = Seeds.permutation(batches, Seeds.random(seed, STREAM, epoch, start));
        for (int i = 0; i < batches; i++) {
            System.arraycopy(sorted, i * batchSize, order, start + places[i] * batchSize, batchSize);
        }
    }
}
