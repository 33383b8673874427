package io.github.trocr4j.spark.read;

import io.github.trocr4j.LineReader;
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
 * SparkReader reader = SparkReader.of(spark, SparkReaderOptions.DEFAULT);
 * Dataset<Row> files = spark.read().format("binaryFile").load("s3a://lake/scans").drop("content");
 * reader.read(files).write().parquet("s3a://lake/readings");
 * }</pre>
 *
 * <p>The model is sent to each executor once. The tasks of an executor share one reader, which the first task loads.
 * Create one {@code SparkReader} for a model and use it for many DataFrames.
 */
public final class SparkReader {
    private final SparkSession spark;
    private final Broadcast<ModelFiles> model; // null for the shipped model
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

    /**
     * Creates a reader with the shipped model. Executors have it in their jar, so nothing is broadcast. As with a model
     * directory, the driver loads it once, so that errors appear before any job.
     *
     * @throws IOException if the library was packaged without it
     * @throws IllegalArgumentException if it cannot read lines of the length in the options
     */
    public static SparkReader of(SparkSession spark, SparkReaderOptions options) throws IOException {
        LineReader.load(options.ofReader()).close();
        return new SparkReader(spark, null, options);
    }

    /**
     * Creates a reader with a model directory.
     *
     * @param model the model directory, on the driver
     * @throws IOException if it is not a model, or its vocabulary is missing or invalid
     * @throws IllegalArgumentException if it cannot read lines of the length in the options
     */
    public static SparkReader of(SparkSession spark, Path model, SparkReaderOptions options) throws IOException {
        return new SparkReader(spark, ModelFiles.read(model, options.ofReader()), options);
    }

    /**
     * Returns the rows of a DataFrame, in the same order and partitions, each with the readings of its picture:
     *
     * <ul>
     *   <li>{@code lines}, array of struct: the lines from top to bottom, empty if there is none. Each has
     *       <ul>
     *         <li>{@code text}, string
     *         <li>{@code confidence}, float: the probability that the text is right, 0 to 1
     *         <li>{@code uncertain}, boolean: whether that is below {@link SparkReaderOptions#minimumConfidence}
     *         <li>{@code box}, struct of the ints {@code x}, {@code y}, {@code width} and {@code height}: the left and
     *             upper side and the size of the box around the line, in pixels of the picture
     *       </ul>
     *   <li>{@code error}, string: null, or why the picture could not be read, in one sentence; {@code lines} is then
     *       null
     * </ul>
     *
     * <p>Other columns are kept, except the bytes. Reading is lazy. An unreadable picture never fails a job; a file
     * system that does not respond does, after Spark's configured number of retries.
     *
     * @param pictures a DataFrame with a column of bytes, or of paths that executors open
     * @throws IllegalArgumentException if it has neither, or already has a column of one of these names
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
