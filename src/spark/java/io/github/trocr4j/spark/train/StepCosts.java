package io.github.trocr4j.spark.train;

import java.util.ArrayList;
import java.util.List;

/** How long steps took, as the driver and the slowest worker saw it. */
public final class StepCosts {
    private final List<Cost> costs = new ArrayList<>();

    /**
     * One step.
     *
     * @param seconds from the weights to the mean gradients
     * @param computing seconds of the slowest worker in it; the rest is what Spark and the network take
     */
    public record Cost(double seconds, double computing) {}

    void add(double seconds, double computing) {
        costs.add(new Cost(seconds, computing));
    }

    /** In the order of the steps. */
    public List<Cost> all() {
        return List.copyOf(costs);
    }
}
