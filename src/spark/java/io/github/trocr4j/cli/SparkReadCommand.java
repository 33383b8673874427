package io.github.trocr4j.cli;

import io.github.trocr4j.spark.read.PictureListing;
import io.github.trocr4j.spark.read.ReadOptions;
import io.github.trocr4j.spark.read.SparkDigitReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spark-read}: folders of pictures in, Parquet out. */
@Command(
        name = "spark-read",
        description = {
            "Reads all pictures of folders with Apache Spark and leaves a table in Parquet: path, modificationTime, length;"
                    + " digits, confidences, confidence, uncertain; or error, with the reason why a picture was not read.",
            "A job that was broken off leaves no _SUCCESS beside its files, and is begun again by the same command."
        })
final class SparkReadCommand implements Callable<Integer> {
    private static final String DONE = "_SUCCESS";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--input",
            required = true,
            paramLabel = "URI",
            description = "A picture, a folder, or a pattern such as s3a://bucket/strips/*.png; may be repeated.")
    private List<String> inputs;

    @Option(names = "--output", required = true, paramLabel = "URI", description = "Folder for the table.")
    private String output;

    @Option(names = "--overwrite", description = "Replace a table that is there.")
    private boolean overwrite;

    @Option(names = "--recursive", description = "Take what is in folders within, too.")
    private boolean recursive;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of a model, or of a run, on the driver. Default: the model that comes with trocr4j.")
    private Path model;

    @Option(names = "--as-is", description = "Read whole pictures, as predict does with this option.")
    private boolean asIs;

    @Option(names = "--batch", paramLabel = "N", description = "Strips read together at most. Default: 32.")
    private int batch = ReadOptions.USUAL.batchSize();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Tasks, and files of the table. Default: one for 1,000 pictures, at least two for each core.")
    private Integer partitions;

    @Mixin
    private ConfidenceOption confidence;

    @Override
    public Integer call() throws IOException {
        ReadOptions options = options();
        try (SparkSession spark = SparkSessions.start("trocr4j spark-read")) {
            refuseOutput(spark);
            SparkDigitReader reader = model == null
                    ? SparkDigitReader.shipped(spark)
                    : SparkDigitReader.of(spark, ModelFolders.named(model));
            Dataset<Row> pictures =
                    PictureListing.of(spark, inputs, recursive, partitions == null ? 0 : partitions);
            reader.read(pictures, options)
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(output);
            report(spark.read().parquet(output));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) { // what Scala does not declare
            throw new IOException(reason(e), e);
        }
        return ExitCode.OK;
    }

    private ReadOptions options() {
        if (batch < 1) {
            throw new ParameterException(spec.commandLine(), "--batch: expected 1 or more, found " + batch);
        }
        if (partitions != null && partitions < 1) {
            throw new ParameterException(spec.commandLine(), "--partitions: expected 1 or more, found " + partitions);
        }
        return ReadOptions.USUAL
                .withBatchSize(batch)
                .withMinimumConfidence(confidence.options(spec).minimumConfidence())
                .withAsIs(asIs);
    }

    /** A table that is whole is nobody's to replace unasked; one without its mark was broken off. */
    private void refuseOutput(SparkSession spark) throws IOException {
        org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output);
        FileSystem files = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
        if (overwrite || !files.exists(folder)) {
            return;
        }
        if (!files.getFileStatus(folder).isDirectory()) {
            throw new IOException(output + ": expected a folder for the table, found a file.");
        }
        if (files.exists(new org.apache.hadoop.fs.Path(folder, DONE))) {
            throw new IOException(output + ": is a table already; --overwrite replaces it.");
        }
        boolean empty = files.listStatus(folder).length == 0;
        boolean brokenOff = files.exists(new org.apache.hadoop.fs.Path(folder, "_temporary"));
        if (!empty && !brokenOff) {
            throw new IOException(output + ": expected no folder, an empty one or a table that was broken off, found other"
                    + " files; --overwrite replaces them.");
        }
    }

    /** Counted in the table: the counters of the tasks would count a task twice that was run twice. */
    private void report(Dataset<Row> table) {
        Row counts = table.agg(
                        functions.count(functions.lit(1)),
                        functions.count(functions.col("digits")),
                        functions.count(functions.col("error")),
                        functions.count(functions.when(functions.col("uncertain"), functions.lit(1))))
                .first();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%,d pictures: %,d read (%,d uncertain), %,d refused; %s%n",
                counts.getLong(0),
                counts.getLong(1),
                counts.getLong(3),
                counts.getLong(2),
                output);
        out.flush();
    }

    private static String reason(Exception e) {
        return "Spark gave up (" + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason")
                + "); start it again.";
    }
}
