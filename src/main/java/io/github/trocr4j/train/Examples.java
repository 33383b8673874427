package io.github.trocr4j.train;

import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.Picture;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Labelled pictures to train on or to evaluate with. An example is a function of the epoch and its index, whoever asks
 * for it and in which order, so that a resumed run sees the same examples. Implementations are safe for use by several
 * threads.
 */
public interface Examples {
    /**
     * A labelled picture.
     *
     * @param labels ids of the model's outputs, at least one; the end token is the last where the model has one
     */
    @SuppressWarnings("ArrayRecordComponent") // examples are read, never compared
    record Example(Picture picture, int[] labels) {
        static Example of(Strip strip) {
            return new Example(Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT), strip.digits());
        }
    }

    /** Returns the number of examples in an epoch. */
    int size();

    /**
     * Returns one example.
     *
     * @param epoch from 0
     * @param index 0 to {@link #size()} - 1
     */
    Example example(int epoch, int index);

    /** Returns the labels of that example. */
    default int[] labels(int epoch, int index) {
        return example(epoch, index).labels();
    }

    /**
     * Returns the number of that example, 0 to {@link #distinct()} - 1, if the same examples come again and again,
     * maybe in another order; empty if they are other ones in each epoch.
     */
    default OptionalInt number(int epoch, int index) {
        return OptionalInt.empty();
    }

    /** Returns how many different examples there are, if they have a {@link #number}. */
    default int distinct() {
        return size();
    }

    /**
     * Returns the examples of the first epochs, which then come again.
     *
     * @param epochs after how many; 0 for never
     */
    default Examples repeatedAfter(int epochs) {
        if (epochs == 0) {
            return this;
        }
        Examples endless = this;
        int distinct = Math.multiplyExact(epochs, size());
        return new Examples() {
            @Override
            public int size() {
                return endless.size();
            }

            @Override
            public Example example(int epoch, int index) {
                return endless.example(epoch % epochs, index);
            }

            @Override
            public int[] labels(int epoch, int index) {
                return endless.labels(epoch % epochs, index);
            }

            @Override
            public OptionalInt number(int epoch, int index) {
                return OptionalInt.of(epoch % epochs * size() + index);
            }

            @Override
            public int distinct() {
                return distinct;
            }
        };
    }

    /** Returns the first examples of the first epoch, in each epoch. */
    default Examples first(int count) {
        return repeated(Math.min(count, size()), index -> example(0, index));
    }

    /** Returns strips of digits that are regrouped in each epoch. */
    static Examples of(SequenceDataset strips) {
        return new Examples() {
            @Override
            public int size() {
                return strips.size();
            }

            @Override
            public Example example(int epoch, int index) {
                return Example.of(strips.strip(epoch, index));
            }
        };
    }

    /** Returns strips that are the same in each epoch. */
    static Examples of(List<Strip> strips) {
        return repeated(strips.size(), index -> Example.of(strips.get(index)));
    }

    private static Examples repeated(int size, IntFunction<Example> examples) {
        return new Examples() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Example example(int epoch, int index) {
                return examples.apply(index);
            }

            @Override
            public OptionalInt number(int epoch, int index) {
                return OptionalInt.of(index);
            }
        };
    }
}
