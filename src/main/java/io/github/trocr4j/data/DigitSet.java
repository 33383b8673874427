package io.github.trocr4j.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Labelled digits. The arrays are not copied (MNIST's are 47 MB) and must not be changed.
 *
 * @param images size x 784 bytes, row by row, 0 = black background, 255 = white ink, as in MNIST
 * @param labels size bytes from 0 to 9
 */
@SuppressWarnings("ArrayRecordComponent") // sets are compared by sha256(), never by equals
public record DigitSet(byte[] images, byte[] labels) {
    /** Pixels of one digit. */
    public static final int PIXELS = Strip.SIDE * Strip.SIDE;

    /**
     * The two parts of a set.
     *
     * @param train digits to learn from
     * @param validation held-out digits
     */
    public record Split(DigitSet train, DigitSet validation) {}

    /**
     * Checks the arrays.
     *
     * @throws IllegalArgumentException if their lengths do not match or a label is not a digit
     */
    public DigitSet {
        if (images.length != (long) labels.length * PIXELS) {
            throw new IllegalArgumentException("expected " + PIXELS + " pixels for each of " + labels.length
                    + " labels, found " + images.length + " pixels");
        }
        for (byte label : labels) {
            if (label < 0 || label > 9) {
                throw new IllegalArgumentException("expected labels of 0 to 9, found " + Byte.toUnsignedInt(label));
            }
        }
    }

    /** Returns the number of digits. */
    public int size() {
        return labels.length;
    }

    /** Returns the label of a digit, 0 to 9. */
    public int label(int index) {
        return labels[index];
    }

    /** Returns a copy of the 784 pixels of a digit. */
    public byte[] image(int index) {
        return Arrays.copyOfRange(images, index * PIXELS, (index + 1) * PIXELS);
    }

    /** Returns the digits at these positions, in this order. */
    public DigitSet select(int... positions) {
        byte[] pickedImages = new byte[positions.length * PIXELS];
        byte[] pickedLabels = new byte[positions.length];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(images, positions[i] * PIXELS, pickedImages, i * PIXELS, PIXELS);
            pickedLabels[i] = labels[positions[i]];
        }
        return new DigitSet(pickedImages, pickedLabels);
    }

    /** Returns the first {@code count} digits in file order, or all if there are fewer. */
    public DigitSet first(int count) {
        int kept = Math.min(count, size());
        return new DigitSet(Arrays.copyOf(images, kept * PIXELS), Arrays.copyOf(labels, kept));
    }

    /**
     * Splits off randomly chosen digits. Both parts keep the file order.
     *
     * @param count digits for validation, 0 to {@link #size()}
     * @param seed of the choice
     * @throws IllegalArgumentException if there are fewer digits
     */
    public Split holdOut(int count, long seed) {
        if (count < 0 || count > size()) {
            throw new IllegalArgumentException("cannot hold out " + count + " of " + size() + " digits");
        }
        int[] order = Seeds.permutation(size(), new SplittableRandom(seed));
        int[] held = Arrays.copyOf(order, count);
        int[] kept = Arrays.copyOfRange(order, count, order.length);
        Arrays.sort(held);
        Arrays.sort(kept);
        return new Split(select(kept), select(held));
    }

    /** Returns the SHA-256 of all image bytes followed by all label bytes, in lower-case hexadecimal. */
    public String sha256() {
        return Sha256.of(images, labels);
    }
}
