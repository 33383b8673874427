package io.github.trocr4j.spark.train;

/**
 * Where the time of a step went, or of a round of steps.
 *
 * @param step the last of them, from 1
 * @param steps that were taken
 * @param workers that shared them
 * @param computeSeconds of the slowest worker
 * @param broadcastSeconds until the weights lay with Spark, and until the slowest worker had them
 * @param aggregationSeconds all else of the job: to start tasks, to send and to add what they computed
 * @param bytesDown to all workers together
 * @param bytesUp from all workers together
 * @param residentBytes of the largest process of an executor; 0 where it is not known
 */
public record StepCost(
        long step,
        int steps,
        int workers,
        double computeSeconds,
        double broadcastSeconds,
        double aggregationSeconds,
        long bytesDown,
        long bytesUp,
        long residentBytes) {}
