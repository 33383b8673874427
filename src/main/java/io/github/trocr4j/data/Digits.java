package io.github.trocr4j.data;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Digits to train on and digits to test with, and where they are from.
 *
 * @param train the digits to learn from
 * @param test digits that training never sees
 * @param source a part of a sentence for reports, such as "MNIST (directory data/mnist)"
 * @param origin what kind of digits these are
 * @param sha256 SHA-256 by file name, in the order train images, train labels, test images, test labels; empty if
 *     there are no files
 */
public record Digits(DigitSet train, DigitSet test, String source, Origin origin, Map<String, String> sha256) {
    /** What kind of digits. */
    public enum Origin {
        /** MNIST as published: every file has the published hash. */
        MNIST,
        /** Valid files that are not the published MNIST: another data set or a part of MNIST. */
        OTHER_FILES,
        /** Made by {@link GeneratedDigits}: nobody wrote them. */
        GENERATED
    }

    /** Copies the map and keeps its order. */
    public Digits {
        sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
    }

    /** Whether nobody wrote these digits. */
    public boolean generated() {
        return origin == Origin.GENERATED;
    }

    /** The test digits in their order, five to a strip; refuses a set that fills none. */
    public List<Strip> testStrips() throws IOException {
        requireOneStrip("test", test);
        return SequenceDataset.inOrder(test);
    }

    /** Refuses sets that fill no strip, in a sentence. */
    public void requireStrips() throws IOException {
        requireOneStrip("training", train);
        requireOneStrip("test", test);
    }

    private void requireOneStrip(String kind, DigitSet set) throws IOException {
        if (set.size() < Strip.LENGTH) {
            throw new IOException("The " + kind + " set of " + source + " has " + set.size() + " digits; a strip needs "
                    + Strip.LENGTH + ".");
        }
    }

    /** The same digits under another description. */
    Digits describedAs(String newSource) {
        return new Digits(train, test, newSource, origin, sha256);
    }
}
