package io.github.trocr4j.spark.read;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads the pictures of DataFrames on a cluster, as the verb {@code predict} reads files.
 *
 * <pre>{@code
 * SparkReader reader = SparkReader.of(spark, SparkReaderOptions.USUAL);
 * Dataset<Row> files = spark.read().format("binaryFile").load("s3a://lake/strips").drop("content");
 * reader.read(files).write().parquet("s3a://lake/digits");
 * }</pre>
 *
 * <p>The model goes to each executor once. An executor has one reader, which its tasks share; it loads with the first
 * task. Make one of these for a model and use it for many DataFrames.
 */
public final class SparkReader {
    private final SparkSession spark;
    private final Broadcast<ModelFiles> model; // null: the one that comes with the library
    private final Broadcast<SerializableConfiguration> hadoop;
    private final SparkReaderOptions options;
    private final ReadingCounters counters;

    private SparkReader(SparkSession spark, ModelFiles model, SparkReaderOptions options) {
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        this.spark = spark;
        this.model = model == null ? null : context.broadcast(model);
        this.hadoop = context.broadcast(
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
        this.options = options;
        this.counters = ReadingCounters.in(spark.sparkContext());
    }

    /** With the model that comes with the library, which executors have in their jar: nothing is broadcast. */
    public static SparkReader of(SparkSession spark, SparkReaderOptions options) {
        return new SparkReader(spark, null, options);
    }

    /**
     * With a model of your own.
     *
     * @param model its directory, on the driver
     * @throws IOException one sentence, if it is none or reads something else than digits
     */
    public static SparkReader of(SparkSession spark, Path model, SparkReaderOptions options) throws IOException {
        return new SparkReader(spark, ModelFiles.read(model), options);
    }

    /**
     * The rows of a DataFrame, in its order and partitions, each with what was read in its picture:
     *
     * <ul>
     *   <li>{@code digits}, string: from left to right
     *   <li>{@code confidences}, array of float: of each digit, 0 to 1
     *   <li>{@code confidence}, float: of all, the product of these
     *   <li>{@code uncertain}, boolean: whether that is below {@link SparkReaderOptions#minimumConfidence}
     *   <li>{@code error}, string: null; or, where nothing was read and the others are null, one sentence that says why
     * </ul>
     *
     * <p>Other columns stay, but for the bytes. Nothing is read before Spark needs the rows. A picture is never why a job
     * fails; a file system that does not answer is, after Spark has tried as often as it is told to.
     *
     * @param pictures with a column of bytes, or else a column of paths, which executors open
     * @throws IllegalArgumentException one sentence, if it has neither, or a column of those names already
     */
    public Dataset<Row> read(Dataset<Row> pictures) {
        StructType input = pictures.schema();
        PictureColumn column = PictureColumn.of(input, options.pathColumn(), options.bytesColumn());
        StructType output = ReadingColumns.of(input, column.bytes());
        int threads = ExecutorThreads.of(spark.sparkContext().conf());
        return pictures.mapPartitions(
                new PartitionReading(column, model, hadoop, threads, options, counters), Encoders.row(output));
    }
}
