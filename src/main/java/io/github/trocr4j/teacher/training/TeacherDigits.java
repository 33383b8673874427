package io.github.trocr4j.teacher.training;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.EpochOrder;
import io.github.trocr4j.data.Seeds;
import java.util.stream.IntStream;

/**
 * Single digits for training, changed at random. A digit depends only on the seed, the epoch and its place in it, so a
 * resumed run sees the same digits as an uninterrupted one.
 */
final class TeacherDigits {
    // A stream of the seed beside those of package data. The number is arbitrary, but changing it would change runs.
    private static final long PIXELS = 11;

    private static final float WHITE = 255;

    private final DigitSet digits;
    private final Augmentation augmentation;
    private final long seed;
    private final EpochOrder order;

    /**
     * A batch.
     *
     * @param pixels [count * 784], 0 to 1
     * @param labels [count]
     */
    @SuppressWarnings("ArrayRecordComponent") // batches are never compared
    record Batch(float[] pixels, int[] labels) {}

    TeacherDigits(DigitSet digits, Augmentation augmentation, long seed) {
        this.digits = digits;
        this.augmentation = augmentation;
        this.seed = seed;
        this.order = new EpochOrder(digits.size(), seed);
    }

    /** Returns the digits from place {@code from} of an epoch on. */
    Batch batch(int epoch, int from, int count) {
        float[] pixels = new float[count * DigitSet.PIXELS];
        int[] labels = new int[count];
        order.at(epoch, 0); // computes the order in this thread
        IntStream.range(0, count).parallel().forEach(i -> {
            int digit = order.at(epoch, from + i);
            byte[] changed = augmentation.apply(digits.image(digit), Seeds.random(seed, PIXELS, epoch, from + i));
            for (int j = 0; j < changed.length; j++) {
                pixels[i * DigitSet.PIXELS + j] = (changed[j] & 0xff) / WHITE;
            }
            labels[i] = digits.label(digit);
        });
        return new Batch(pixels, labels);
    }
}
