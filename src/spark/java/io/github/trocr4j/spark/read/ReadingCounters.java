package io.github.trocr4j.spark.read;

import io.github.trocr4j.Line;
import io.github.trocr4j.PictureReadings.Outcome;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counters for Spark's UI, which shows them with each stage. Retried tasks count twice, so the final figures are
 * counted in the output instead, by {@link ReadingSummary}, whose components these are.
 */
record ReadingCounters(
        LongAccumulator pictures,
        LongAccumulator withoutLines,
        LongAccumulator unreadable,
        LongAccumulator lines,
        LongAccumulator uncertain)
        implements Serializable {
    static ReadingCounters in(SparkContext context) {
        return new ReadingCounters(
                context.longAccumulator("trocr4j: pictures"),
                context.longAccumulator("trocr4j: pictures without lines"),
                context.longAccumulator("trocr4j: unreadable"),
                context.longAccumulator("trocr4j: lines"),
                context.longAccumulator("trocr4j: uncertain lines"));
    }

    void count(Outcome<?> outcome) {
        pictures.add(1);
        if (outcome.problem().isPresent()) {
            unreadable.add(1);
        } else if (outcome.lines().isEmpty()) {
            withoutLines.add(1);
        }
        lines.add(outcome.lines().size());
        uncertain.add(outcome.lines().stream().filter(Line::uncertain).count());
    }
}
