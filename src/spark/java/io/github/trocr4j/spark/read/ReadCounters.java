package io.github.trocr4j.spark.read;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counters that Spark's pages show while a job runs. A task that is run twice counts twice: the rows are what counts.
 *
 * @param read pictures in which digits were read
 * @param refused pictures that have a sentence in their place
 * @param uncertain those of the first that are below the confidence asked for
 */
public record ReadCounters(LongAccumulator read, LongAccumulator refused, LongAccumulator uncertain)
        implements Serializable {
    static ReadCounters on(SparkContext spark) {
        return new ReadCounters(
                spark.longAccumulator("pictures read"),
                spark.longAccumulator("pictures refused"),
                spark.longAccumulator("readings uncertain"));
    }
}
