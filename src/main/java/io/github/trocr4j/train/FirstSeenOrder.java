package io.github.trocr4j.train;

import java.util.Arrays;

/**
 * The order in which a training first sees examples that come again, for what is computed once for each. Whatever is
 * computed in groups of that order is a function of the recipe and the data, wherever a run begins.
 */
final class FirstSeenOrder {
    private final Examples examples;
    private final long[] positions;
    private final int[] places;

    /**
     * Finds the order.
     *
     * @param examples with numbers
     */
    FirstSeenOrder(Examples examples) {
        this.examples = examples;
        this.positions = new long[examples.distinct()];
        this.places = new int[examples.distinct()];
        Arrays.fill(places, -1);
        int found = 0;
        for (long position = 0; found < positions.length; position++) {
            int number = number(position);
            if (places[number] < 0) {
                places[number] = found;
                positions[found++] = position;
            }
        }
    }

    /** Returns whether a training sees the same examples more than once. */
    static boolean repeats(TrainingConfig config, Examples examples) {
        return examples.size() > 0
                && examples.number(0, 0).isPresent()
                && config.steps() > examples.distinct() / config.stripsPerStep();
    }

    private int number(long position) {
        return examples.number(ExampleBatches.epoch(position, examples), ExampleBatches.index(position, examples))
                .orElseThrow();
    }

    /** Returns how many examples there are. */
    int size() {
        return positions.length;
    }

    /** Returns the places in this order of the examples of a batch of the endless sequence of all epochs. */
    int[] places(long batch, int batchSize) {
        return ExampleBatches.positions(batch, batchSize)
                .mapToInt(position -> places[number(position)])
                .toArray();
    }

    /** Returns the example at a place. */
    Examples.Example example(int place) {
        return ExampleBatches.example(examples, positions[place]);
    }
}
