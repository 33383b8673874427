package io.github.trocr4j.eval;

/** What readings are worth, in the two figures by which a run is followed. Both are shares, at most 1. */
public interface Score {
    /** Returns how many pictures were read. */
    int pictures();

    /** Returns the share of the pictures that were read without an error. */
    double exactShare();

    /** Returns the share of the digits or characters that were read correctly; the best model has the highest. */
    double accuracy();

    /** Returns the figures as part of a sentence, such as "95.0 % of 500 held-out lines read exactly, CER 1.20 %". */
    String summary();
}
