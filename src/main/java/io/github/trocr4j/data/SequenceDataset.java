package io.github.trocr4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Strips of five digits for training. Each epoch groups all digits anew; digits that do not fill a strip are left out
 * of that epoch. A strip depends only on the seed, the epoch and its index, so a resumed run sees the same strips as an
 * uninterrupted one. Thread-safe.
 */
public final class SequenceDataset {
    // A stream of the seed beside that of EpochOrder. The number is arbitrary, but changing it would change runs.
    private static final long PIXELS = 2;

    private final DigitSet digits;
    private final Augmentation augmentation;
    private final long seed;
    private final EpochOrder order;

    /**
     * Creates a data set.
     *
     * @param digits digits to choose from
     * @param augmentation applied to each digit
     * @param seed of the order and the augmentation
     */
    public SequenceDataset(DigitSet digits, Augmentation augmentation, long seed) {
        this.digits = digits;
        this.augmentation = augmentation;
        this.seed = seed;
        this.order = new EpochOrder(digits.size(), seed);
    }

    /** Returns the strips per epoch. */
    public int size() {
        return digits.size() / Strip.LENGTH;
    }

    /**
     * Returns a strip.
     *
     * @param epoch 0 or more
     * @param index 0 to {@link #size()} - 1
     * @throws IndexOutOfBoundsException if the index is out of range
     */
    public Strip strip(int epoch, int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("strip " + index + " of " + size());
        }
        SplittableRandom random = Seeds.random(seed, PIXELS, epoch, index);
        byte[] pixels = new byte[Strip.HEIGHT * Strip.WIDTH];
        int[] labels = new int[Strip.LENGTH];
        for (int i = 0; i < Strip.LENGTH; i++) {
            int digit = order.at(epoch, index * Strip.LENGTH + i);
            place(augmentation.apply(digits.image(digit), random), i, pixels);
            labels[i] = digits.label(digit);
        }
        return new Strip(pixels, labels);
    }

    /** Returns strips in file order, digits 0 to 4, 5 to 9 and so on, unchanged, as for a test set. */
    public static List<Strip> inOrder(DigitSet digits) {
        List<Strip> strips = new ArrayList<>();
        for (int first = 0; first + Strip.LENGTH <= digits.size(); first += Strip.LENGTH) {
            byte[] pixels = new byte[Strip.HEIGHT * Strip.WIDTH];
            int[] labels = new int[Strip.LENGTH];
            for (int i = 0; i < Strip.LENGTH; i++) {
                place(digits.image(first + i), i, pixels);
                labels[i] = digits.label(first + i);
            }
            strips.add(new Strip(pixels, labels));
        }
        return strips;
    }

    private static void place(byte[] digit, int position, byte[] strip) {
        for (int y = 0; y < Strip.SIDE; y++) {
            System.arraycopy(digit, y * Strip.SIDE, strip, y * Strip.WIDTH + position * Strip.SIDE, Strip.SIDE);
        }
    }
}
