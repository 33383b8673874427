package io.github.trocr4j.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Labelled digits. The arrays are not copied (MNIST's are 47 MB): who gets a set only reads them.
 *
 * @param images size x 784 bytes, row by row, 0 = black background, 255 = white ink, as in MNIST
 * @param labels size bytes of 0 to 9
 */
@SuppressWarnings("ArrayRecordComponent") // sets are compared by sha256(), never by equals
public record DigitSet(byte[] images, byte[] labels) {
    /** Pixels of one digit. */
    public static final int PIXELS = Strip.SIDE * Strip.SIDE;

    /** Two halves of a set. */
    public record Split(DigitSet train, DigitSet validation) {}

    /**
     * Checks that both arrays fit together.
     *
     * @throws IllegalArgumentException if the lengths do not belong together or a label is not a digit
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

    /** How many digits there are. */
    public int size() {
        return labels.length;
    }

    /** The digit, 0 to 9, that image {@code index} shows. */
    public int label(int index) {
        return labels[index];
    }

    /** A copy of the 784 pixels of image {@code index}. */
    public byte[] image(int index) {
        return Arrays.copyOfRange(images, index * PIXELS, (index + 1) * PIXELS);
    }

    /** The digits at these positions, in this order. */
    public DigitSet select(int... positions) {
        byte[] pickedImages = new byte[positions.length * PIXELS];
        byte[] pickedLabels = new byte[positions.length];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(images, positions[i] * PIXELS, pickedImages, i * PIXELS, PIXELS);
            pickedLabels[i] = labels[positions[i]];
        }
        return new DigitSet(pickedImages, pickedLabels);
    }

    /** The first {@code count} digits in file order, or all if there are fewer. */
    public DigitSet first(int count) {
        int kept = Math.min(count, size());
        return new DigitSet(Arrays.copyOf(images, kept * PIXELS), Arrays.copyOf(labels, kept));
    }

    /**
     * Sets digits aside, drawn with the seed; the rest stays in file order, and so do those set aside.
     *
     * @param count how many go to validation, 0 to {@link #size()}
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

    /** SHA-256 over all image bytes and then all label bytes, in lower-case hexadecimal. */
    public String sha256() {
        return Sha256.of(images, labels);
    }
}
