package io.github.trocr4j.spark.read;

import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.Reading;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counters for Spark's UI, which shows them with each stage. Retried tasks count twice, so the final figures are
 * counted in the output instead.
 *
 * @param read pictures that were read, the uncertain ones included
 * @param refused pictures that could not be read
 * @param uncertain pictures that were read with less than the minimum confidence
 */
record ReadingCounters(LongAccumulator read, LongAccumulator refused, LongAccumulator uncertain)
        implements Serializable {
    static ReadingCounters in(SparkContext context) {
        return new ReadingCounters(
                context.longAccumulator("trocr4j: read"),
                context.longAccumulator("trocr4j: refused"),
                context.longAccumulator("trocr4j: uncertain"));
    }

    void count(Outcome<?, Reading> outcome) {
        if (outcome.reading().isEmpty()) {
            refused.add(1);
            return;
        }
        read.add(1);
        if (outcome.reading().get().uncertain()) {
            uncertain.add(1);
        }
    }
}
