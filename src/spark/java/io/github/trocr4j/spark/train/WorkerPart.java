package io.github.trocr4j.spark.train;

import io.github.trocr4j.train.distributed.Workers;
import java.io.Serializable;

/**
 * The result of one task, or the sum over several tasks.
 *
 * @param worker the first worker, from 0, which defines the order of summation
 * @param sum the sum over the workers
 * @param fetchNanos the longest wait for the weights
 * @param computeNanos the longest compute time
 * @param taskNanos the longest total time of a task
 * @param residentBytes the resident memory of the largest executor process; 0 if unknown
 */
record WorkerPart(
        int worker, Workers.PartialSum sum, long fetchNanos, long computeNanos, long taskNanos, long residentBytes)
        implements Serializable {
    /** Adds the next part in order, reusing the arrays of this one. */
    WorkerPart add(WorkerPart next) {
        return new WorkerPart(
                worker,
                sum.add(next.sum),
                Math.max(fetchNanos, next.fetchNanos),
                Math.max(computeNanos, next.computeNanos),
                Math.max(taskNanos, next.taskNanos),
                Math.max(residentBytes, next.residentBytes));
    }
}
