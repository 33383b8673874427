package io.github.trocr4j.spark.read;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads the pictures of a DataFrame: one reader in each executor, shared by its tasks, strips in batches within a partition.
 * A picture that cannot be read is a row with the reason, never a failed job.
 *
 * <pre>{@code
 * SparkDigitReader reader = SparkDigitReader.shipped(spark);
 * Dataset<Row> read = reader.read(spark.read().format("binaryFile").load("hdfs://.../strips"), ReadOptions.USUAL);
 * }</pre>
 */
public final class SparkDigitReader {
    private final Broadcast<ModelFiles> model;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final ReadCounters counters;

    private SparkDigitReader(SparkSession spark, ModelFiles model) {
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        this.model = context.broadcast(model);
        this.hadoop = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        this.counters = ReadCounters.on(spark.sparkContext());
    }

    /** With the model that comes with the library. */
    public static SparkDigitReader shipped(SparkSession spark) {
        return new SparkDigitReader(spark, ModelFiles.SHIPPED);
    }

    /**
     * With the model of a directory on the driver; it travels to each executor once.
     *
     * @throws IOException one sentence, if it is none that reads digits
     */
    public static SparkDigitReader of(SparkSession spark, Path modelDirectory) throws IOException {
        return new SparkDigitReader(spark, ModelFiles.of(modelDirectory));
    }

    /** What the executors have counted so far. */
    public ReadCounters counters() {
        return counters;
    }

    /**
     * The same rows with {@code digits} (string), {@code confidences} (of each digit, array of float), {@code confidence} (of
     * all of them), {@code uncertain} (boolean) and {@code error} (string); either the first four are null or the last.
     *
     * @param pictures with the columns that the options name; the column of contents is dropped
     */
    public Dataset<Row> read(Dataset<Row> pictures, ReadOptions options) {
        // Of binaryFile the contents are not even loaded if nobody asks for them.
        Dataset<Row> needed = options.contentColumn().isEmpty() ? pictures.drop("content") : pictures;
        Broadcast<ModelFiles> files = model;
        Broadcast<SerializableConfiguration> configuration = hadoop;
        ReadCounters counts = counters;
        MapPartitionsFunction<Row, Row> reading = rows -> new PictureReading(
                rows,
                options,
                files.value().reader(options.batchSize(), options.minimumConfidence()),
                configuration.value().value(),
                counts);
        Dataset<Row> read = needed.mapPartitions(reading, Encoders.row(schema(needed.schema())));
        return options.contentColumn().isEmpty() ? read : read.drop(options.contentColumn());
    }

    /** The columns of the pictures and those of what was read. */
    static StructType schema(StructType pictures) {
        return pictures.add("digits", DataTypes.StringType)
                .add("confidences", DataTypes.createArrayType(DataTypes.FloatType))
                .add("confidence", DataTypes.FloatType)
                .add("uncertain", DataTypes.BooleanType)
                .add("error", DataTypes.StringType);
    }
}
