package io.github.trocr4j.spark.train;

import io.github.trocr4j.train.distributed.Workers;
import java.io.Serializable;

/**
 * What one task has computed, or the sum over some tasks.
 *
 * @param worker the first of them, from 0: the order of summation
 * @param sum over them
 * @param fetchNanos the longest that one waited for the weights
 * @param computeNanos the longest that one computed
 * @param taskNanos the longest that both together took one
 * @param residentBytes the largest process of an executor; 0 where it is not known
 */
record WorkerPart(
        int worker, Workers.PartialSum sum, long fetchNanos, long computeNanos, long taskNanos, long residentBytes)
        implements Serializable {
    /** With the next one in the order, in the arrays of this one. */
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
