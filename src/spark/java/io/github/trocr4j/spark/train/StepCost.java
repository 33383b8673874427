package io.github.trocr4j.spark.train;

/**
 * The time and traffic of a step, or of a round of steps.
 *
 * @param step the last step, counted from 1
 * @param steps the number of steps
 * @param workers the number of workers
 * @param computeSeconds the compute time of the slowest worker
 * @param broadcastSeconds the time to broadcast the weights until the slowest worker had them
 * @param aggregationSeconds the rest of the job: starting tasks, sending and adding their results
 * @param bytesDown bytes sent to all workers together
 * @param bytesUp bytes received from all workers together
 * @param residentBytes the resident memory of the largest executor process; 0 if unknown
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
