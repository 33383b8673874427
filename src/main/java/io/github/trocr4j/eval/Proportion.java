package io.github.trocr4j.eval;

/**
 * A number of hits out of a number of trials, with the 95 % confidence interval of the true share.
 *
 * @param hits the number of hits, 0 to {@code trials}
 * @param trials the number of trials, at least 1
 */
public record Proportion(int hits, int trials) {
    private static final double Z_95 = 1.959963984540054; // the 97.5 % point of the normal distribution

    /** @throws IllegalArgumentException if {@code trials} is less than 1, or {@code hits} is not 0 to {@code trials} */
    public Proportion {
        if (trials < 1 || hits < 0 || hits > trials) {
            throw new IllegalArgumentException(hits + " of " + trials + " is not a proportion");
        }
    }

    /** Returns the observed share, 0 to 1. */
    public double fraction() {
        return (double) hits / trials;
    }

    /**
     * Returns the lower end of the 95 % interval, as a fraction. This is Wilson's score interval (JASA 22, 1927):
     * unlike the normal approximation, it stays within 0 and 1 and keeps its width near them, where good models are.
     */
    public double low95() {
        return hits == 0 ? 0 : centre() - halfWidth();
    }

    /** Returns the upper end of the interval of {@link #low95()}. */
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
