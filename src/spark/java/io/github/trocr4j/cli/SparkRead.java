package io.github.trocr4j.cli;

import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.run.ModelFolders;
import io.github.trocr4j.spark.read.OutputFolder;
import io.github.trocr4j.spark.read.PictureFiles;
import io.github.trocr4j.spark.read.ReadingSummary;
import io.github.trocr4j.spark.read.SparkReader;
import io.github.trocr4j.spark.read.SparkReaderOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spark-read}: a spark-submit application that reads folders of pictures and writes Parquet files. */
@Command(
        name = "spark-read",
        description = {
            "Reads the lines in each picture of a folder, as predict does, on the cluster that spark-submit names, and"
                    + " writes a row for each picture: path, modificationTime, length (in bytes), lines (an array, each"
                    + " with text, confidence, uncertain and box), and error if it could not be read.",
            "If a job was killed, the same command starts it again."
        })
public final class SparkRead implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "URI",
            required = true,
            arity = "1..*",
            description = "Folders, files, or patterns of them, on any file system that Spark has, such as"
                    + " s3a://lake/scans or hdfs:///scans/*.png.")
    private List<String> inputs;

    @Option(
            names = "--output",
            paramLabel = "URI",
            required = true,
            description = "The folder for Parquet files: a new one, or one that a killed job left.")
    private String output;

    @Option(names = "--overwrite", description = "Replace readings that are already there.")
    private boolean overwrite;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model folder, or run folder for its best model; on the driver's disk. Default: the"
                    + " included model.")
    private Path model;

    @Option(
            names = "--as-is",
            description = "Read the whole picture as one line, without looking for rows. The default for models that"
                    + " were trained on lines of text.")
    private boolean asIs;

    @Option(names = "--recursive", description = "Search subfolders, too.")
    private boolean recursive;

    @Option(names = "--glob", paramLabel = "PATTERN", description = "Read only files whose names match, as in *.png.")
    private String glob;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Pictures that a task holds and reads at once, 1 to 9999. Default: 32.")
    private int batch = SparkReaderOptions.DEFAULT.batch();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Number of tasks, and of output files. Default: four for each core, more if that gives each"
                    + " over 2000 pictures.")
    private Integer partitions;

    @Mixin
    private ReadingOptions reading;

    private SparkRead() {}

    /** The entry point for spark-submit. */
    public static void main(String[] args) {
        int exitCode = SparkApplication.run(new SparkRead(), args);
        if (exitCode != ExitCode.OK) {
            System.exit(exitCode);
        }
    }

    /** Runs the application with the given writers; the session is not stopped. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return SparkApplication.run(new SparkRead(), out, err, args);
    }

    @Override
    public Integer call() throws IOException {
        SparkReaderOptions options = options();
        if (partitions != null && partitions < 1) {
            throw new ParameterException(spec.commandLine(), "--partitions: expected at least 1, found " + partitions);
        }
        SparkSession spark = SparkApplication.session("spark-read");
        long start = System.nanoTime();
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        org.apache.hadoop.fs.Path to = SparkApplication.uri(spec, "--output", output);
        for (String input : inputs) {
            OutputFolder.requireOutside(SparkApplication.uri(spec, "--input", input), to, hadoop);
        }
        OutputFolder.requireFree(to, hadoop, overwrite);
        SparkReader reader = reader(spark, options);
        Dataset<Row> files = new PictureFiles(recursive, glob).list(spark, inputs, partitions == null ? 0 : partitions);
        spark.sparkContext().setJobDescription("read " + String.join(", ", inputs) + " into " + output);
        reader.read(files).write().mode(SaveMode.Overwrite).parquet(output);
        spark.sparkContext().setJobDescription("count what was read");
        say(ReadingSummary.of(spark.read().parquet(output)), System.nanoTime() - start);
        return ExitCode.OK;
    }

    private SparkReader reader(SparkSession spark, SparkReaderOptions options) throws IOException {
        try {
            return model == null
                    ? SparkReader.of(spark, options)
                    : SparkReader.of(spark, ModelFolders.named(model), options);
        } catch (IllegalArgumentException e) { // a length that the model cannot read
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private SparkReaderOptions options() {
        ReaderOptions common = reading.options(spec);
        if (batch < 1 || batch > SparkReaderOptions.MAX_BATCH) {
            throw new ParameterException(
                    spec.commandLine(), "--batch: expected 1 to " + SparkReaderOptions.MAX_BATCH + ", found " + batch);
        }
        return new SparkReaderOptions(
                SparkReaderOptions.DEFAULT.bytesColumn(),
                SparkReaderOptions.DEFAULT.pathColumn(),
                common.minimumConfidence().orElse(null),
                common.length().orElse(null),
                asIs,
                batch);
    }

    private void say(ReadingSummary summary, long nanoseconds) {
        double seconds = nanoseconds / (double) TimeUnit.SECONDS.toNanos(1);
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "%s: %d pictures, %d of them without lines, %d unreadable; %d lines, %d of them uncertain; %.0f s, %.0f"
                        + " pictures a second.",
                output,
                summary.pictures(),
                summary.withoutLines(),
                summary.unreadable(),
                summary.lines(),
                summary.uncertain(),
                seconds,
                summary.pictures() / seconds));
        out.flush();
    }
}
