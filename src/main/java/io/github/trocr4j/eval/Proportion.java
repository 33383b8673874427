package io.github.trocr4j.eval;

/**
 * So many out of so many, with the interval that the true share lies in. A model tested on 2,000 strips has not shown its
 * accuracy, only narrowed it down; the interval says how far.
 *
 * @param hits how often it happened, 0 to {@code trials}
 * @param trials how often it could have happened, at least 1
 */
public record Proportion(int hits, int trials) {
    private static final double Z_95 = 1.959963984540054; // the 97.5 % point of the normal distribution

    /** @throws IllegalArgumentException if there are no trials, or the hits are negative or more than the trials */
    public Proportion {
        if (trials < 1 || hits < 0 || hits > trials) {
            throw new IllegalArgumentException(hits + " of " + trials + " is no proportion");
        }
    }

    /** The share that was seen, 0 to 1. */
    public double fraction() {
        return (double) hits / trials;
    }

    /**
     * The lower end of the 95 % interval, as a fraction. Wilson's score interval (JASA 22, 1927), because unlike the
     * textbook's it stays within 0 and 1 and keeps its width near them, where good models are.
     */
    public double low95() {
        return hits == 0 ? 0 : centre() - halfWidth();
    }

    /** The upper end of the interval that {@link #low95()} begins. */
    public double high95() {
        return hits == trials ? 1 : centre() + halfWidth();
    }

    private double centre() {
        return (fraction() + Z_95 * Z_95 / (2.0 * trials)) / (1 + Z_95 * Z_95 / trials);
    }

    private double halfWidth() {
        double variance = fraction() * (1 - fraction()) / trials + Z_95 * Z_95 / (4.0 * trials * trials);
        return Z_95 * Math.sqrt(variance) / (1 + Z_95 * Z_95 / trials);
    }
}
