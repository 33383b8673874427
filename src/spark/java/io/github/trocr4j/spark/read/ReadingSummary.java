package io.github.trocr4j.spark.read;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a job read, counted in its output: counters of tasks would count those twice that were tried again.
 *
 * @param read pictures that were read, the uncertain ones included
 * @param refused pictures that could not be read
 * @param uncertain pictures that were read with less confidence than was asked for
 */
public record ReadingSummary(long read, long refused, long uncertain) {
    /** Of rows that came out of {@link SparkReader#read}. */
    public static ReadingSummary of(Dataset<Row> readings) {
        Row row = readings.agg(
                        count(col("digits")),
                        count(col("error")),
                        coalesce(sum(col("uncertain").cast("long")), lit(0L)))
                .first();
        return new ReadingSummary(row.getLong(0), row.getLong(1), row.getLong(2));
    }
}
