package io.github.trocr4j;

import java.util.Locale;

/** A model in the jar. */
public enum IncludedModel {
    /** Reads numbers of 1 to 12 digits in pictures of any kind; see {@code weights/numbers/README.md}. */
    NUMBERS,
    /** Reads strips of five digits in MNIST's form in half of the time; see {@code weights/compact/README.md}. */
    COMPACT;

    /** Returns the name of its folder. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
