package io.github.trocr4j.spark.read;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The files of folders as rows of {@code path}, {@code modificationTime} and {@code length}, like Spark's {@code binaryFile},
 * which is not used because it leaves out empty files: each file is to have its row.
 */
public final class PictureListing {
    private static final StructType SCHEMA = new StructType()
            .add("path", DataTypes.StringType)
            .add("modificationTime", DataTypes.TimestampType)
            .add("length", DataTypes.LongType);

    /** Enough for a task to be worth its start, few enough to lose little with it. */
    private static final int FILES_OF_A_TASK = 1_000;

    private PictureListing() {}

    /**
     * Lists them on the driver; hidden files, whose names begin with a dot or an underscore, are left out as Spark does.
     *
     * @param inputs files, folders, or patterns of them
     * @param recursive whether folders within are gone through, too
     * @param partitions how many tasks will read them; 0 for as many as seem right
     * @throws IOException one sentence, if an input is not there
     */
    public static Dataset<Row> of(SparkSession spark, List<String> inputs, boolean recursive, int partitions)
            throws IOException {
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        List<Row> rows = new ArrayList<>();
        for (String input : inputs) {
            list(new Path(input), recursive, context.hadoopConfiguration(), rows);
        }
        int tasks = partitions > 0
                ? partitions
                : Math.max(
                        Math.min(rows.size(), 2 * context.defaultParallelism()),
                        (rows.size() + FILES_OF_A_TASK - 1) / FILES_OF_A_TASK);
        return spark.createDataFrame(context.parallelize(rows, Math.max(1, tasks)), SCHEMA);
    }

    private static void list(Path input, boolean recursive, Configuration hadoop, List<Row> rows) throws IOException {
        FileSystem files = input.getFileSystem(hadoop);
        FileStatus[] found = files.globStatus(input);
        if (found == null || found.length == 0) {
            throw new FileNotFoundException(input + ": there is no such file or folder.");
        }
        for (FileStatus one : found) {
            if (one.isDirectory()) {
                within(one.getPath(), recursive, files, rows);
            } else {
                rows.add(row(one));
            }
        }
    }

    private static void within(Path folder, boolean recursive, FileSystem files, List<Row> rows) throws IOException {
        for (FileStatus one : files.listStatus(folder, path -> !isHidden(path.getName()))) {
            if (one.isFile()) {
                rows.add(row(one));
            } else if (recursive) {
                within(one.getPath(), true, files, rows);
            }
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith("_") || name.startsWith(".");
    }

    private static Row row(FileStatus file) {
        return RowFactory.create(
                file.getPath().toString(), new Timestamp(file.getModificationTime()), file.getLen());
    }
}
