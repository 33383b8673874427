package io.github.trocr4j.spark.read;

import static org.apache.spark.sql.functions.expr;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The result of a job, counted in its output, because task counters count retried tasks twice.
 *
 * @param pictures all pictures
 * @param withoutLines pictures in which no line was found
 * @param unreadable pictures that could not be read
 * @param lines lines that were read, the uncertain ones included
 * @param uncertain lines that were read with less than the minimum confidence
 */
public record ReadingSummary(long pictures, long withoutLines, long unreadable, long lines, long uncertain) {
    /** Counts the rows that {@link SparkReader#read} returned. */
    public static ReadingSummary of(Dataset<Row> readings) {
        Row row = readings.agg(
                        expr("count(*)"),
                        expr("count_if(array_size(lines) = 0)"),
                        expr("count(error)"),
                        expr("coalesce(sum(array_size(lines)), 0L)"),
                        expr("coalesce(sum(array_size(filter(lines, line -> line.uncertain))), 0L)"))
                .first();
        return new ReadingSummary(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }
}
