package io.github.trocr4j.spark.read;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The result of a job, counted in its output, because task counters count retried tasks twice.
 *
 * @param read pictures that were read, the uncertain ones included
 * @param refused pictures that could not be read
 * @param uncertain pictures that were read with less than the minimum confidence
 */
public record ReadingSummary(long read, long refused, long uncertain) {
    /** Counts the rows that {@link SparkReader#read} returned. */
    public static ReadingSummary of(Dataset<Row> readings) {
        Row row = readings.agg(
                        count(col("digits")),
                        count(col("error")),
                        coalesce(sum(col("uncertain").cast("long")), lit(0L)))
                .first();
        return new ReadingSummary(row.getLong(0), row.getLong(1), row.getLong(2));
    }
}
