package io.github.trocr4j.spark.read;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Lists the files of folders as Spark's {@code binaryFile} does: path, modificationTime and length, and of folders such as
 * {@code day=7} a column {@code day}. Contents are not asked for, since {@code binaryFile} takes files whole, however large.
 *
 * @param recursive whether folders within are looked into; then there are no columns of their names
 * @param glob what the names of files must match, such as {@code *.png}; null: any. Spark takes none that begins with a dot
 *     or an underscore
 */
public record PictureFiles(boolean recursive, String glob) {
    /** So many files make a task of some seconds, and a Parquet file of a hundred kilobytes. */
    private static final int FILES_A_TASK = 2_000;

    private static final int TASKS_A_CORE = 4;

    /**
     * The files.
     *
     * @param inputs folders, files, or patterns of them
     * @param partitions in how many parts they are read, or 0: enough for all cores
     * @throws IOException one sentence, if there are none
     */
    public Dataset<Row> list(SparkSession spark, List<String> inputs, int partitions) throws IOException {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        for (String input : inputs) {
            requireThere(new Path(input), hadoop);
        }
        DataFrameReader reader = spark.read().format("binaryFile").option("recursiveFileLookup", recursive);
        if (glob != null) {
            reader.option("pathGlobFilter", glob);
        }
        Dataset<Row> files = reader.load(inputs.toArray(String[]::new)).drop("content");
        int count = files.inputFiles().length;
        if (count == 0) {
            throw new FileNotFoundException(String.join(", ", inputs) + ": expected picture files"
                    + (glob == null ? "" : " " + glob) + ", found none"
                    + (recursive ? "." : "; --recursive looks into folders within."));
        }
        return files.repartition(partitions > 0 ? partitions : usualPartitions(count, cores(spark)));
    }

    /** Many enough that all cores are busy to the end and little is lost with an executor, few enough that files are not tiny. */
    static int usualPartitions(int files, int cores) {
        int forCores = Math.min(files, TASKS_A_CORE * cores);
        int forSize = files / FILES_A_TASK + 1;
        return Math.max(forCores, forSize);
    }

    private static int cores(SparkSession spark) {
        return spark.sparkContext().defaultParallelism();
    }

    private static void requireThere(Path input, Configuration hadoop) throws IOException {
        FileStatus[] found = input.getFileSystem(hadoop).globStatus(input);
        if (found == null || found.length == 0) {
            throw new FileNotFoundException(input + ": there is no such file or folder.");
        }
    }
}
