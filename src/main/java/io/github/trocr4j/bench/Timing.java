package io.github.trocr4j.bench;

import java.util.List;

/**
 * How long the same work took, time after time.
 *
 * @param milliseconds in the order in which they were measured, at least one
 */
public record Timing(List<Double> milliseconds) {
    /** Copies the list, which may not be empty. */
    public Timing {
        milliseconds = List.copyOf(milliseconds);
        if (milliseconds.isEmpty()) {
            throw new IllegalArgumentException("A timing needs at least one time.");
        }
    }

    /** Half of the times are at most this long. */
    public double median() {
        return quantile(0.5);
    }

    /** The time below which this share of the times lies, 0 to 1; between two times in proportion, as NumPy does it. */
    public double quantile(double share) {
        List<Double> sorted = milliseconds.stream().sorted().toList();
        double place = share * (sorted.size() - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }
}
