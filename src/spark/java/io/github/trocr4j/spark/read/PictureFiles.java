package io.github.trocr4j.spark.read;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The files of folders as a DataFrame with the columns of Spark's {@code binaryFile}: path, modificationTime, length; not
 * content, which executors read themselves. {@code binaryFile} would leave out empty files without a word and take large
 * ones whole.
 *
 * @param recursive whether folders within are looked into
 * @param glob what the names of files must match, such as {@code *.png}; null: any. Names that begin with a dot or an
 *     underscore are left out, as everywhere in Spark
 */
public record PictureFiles(boolean recursive, String glob) {
    /** So many pictures take a task some seconds, which is what is lost with an executor. */
    private static final int FILES_A_TASK = 2_000;

    /** More than one, since they do not take the same time. */
    private static final int TASKS_A_CORE = 4;

    private static final StructType COLUMNS = new StructType()
            .add("path", DataTypes.StringType, false)
            .add("modificationTime", DataTypes.TimestampType, false)
            .add("length", DataTypes.LongType, false);

    /**
     * The files, each once, in the order of their paths, so that the same files make the same tasks.
     *
     * @param inputs folders, files, or patterns of them
     * @param partitions in how many parts they come, or 0: a few for each core, more where they are many
     * @throws IOException one sentence, if there are none
     */
    public Dataset<Row> list(SparkSession spark, List<String> inputs, int partitions) throws IOException {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        TreeMap<String, Row> files = new TreeMap<>();
        for (String input : inputs) {
            add(new Path(input), hadoop, files);
        }
        if (files.isEmpty()) {
            throw new FileNotFoundException(String.join(", ", inputs) + ": expected picture files"
                    + (glob == null ? "" : " named " + glob) + ", found none"
                    + (recursive ? "." : "; subfolders were not searched."));
        }
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        int parts = partitions > 0 ? partitions : usualPartitions(files.size(), context.defaultParallelism());
        return spark.createDataFrame(context.parallelize(List.copyOf(files.values()), parts), COLUMNS);
    }

    static int usualPartitions(int files, int cores) {
        return Math.max(Math.min(files, TASKS_A_CORE * cores), files / FILES_A_TASK);
    }

    private void add(Path input, Configuration hadoop, TreeMap<String, Row> files) throws IOException {
        FileSystem system = input.getFileSystem(hadoop);
        FileStatus[] found = system.globStatus(input);
        if (found == null || found.length == 0) {
            throw new FileNotFoundException(input + ": there is no such file or folder.");
        }
        for (FileStatus one : found) {
            if (one.isDirectory()) {
                addFolder(system, one.getPath(), files);
            } else if (isWanted(one.getPath()) || one.getPath().getName().equals(input.getName())) {
                addFile(one, files);
            }
        }
    }

    /** Not by {@code FileSystem.listFiles}: it asks for permissions, for which local files each take a process. */
    private void addFolder(FileSystem system, Path folder, TreeMap<String, Row> files) throws IOException {
        RemoteIterator<FileStatus> within = system.listStatusIterator(folder);
        while (within.hasNext()) {
            FileStatus one = within.next();
            if (one.isDirectory()) {
                if (recursive && isVisible(one.getPath())) {
                    addFolder(system, one.getPath(), files);
                }
            } else if (isWanted(one.getPath())) {
                addFile(one, files);
            }
        }
    }

    private boolean isWanted(Path file) {
        return isVisible(file) && (glob == null || new GlobPattern(glob).matches(file.getName()));
    }

    private static boolean isVisible(Path path) {
        return !path.getName().startsWith(".") && !path.getName().startsWith("_");
    }

    private static void addFile(FileStatus file, TreeMap<String, Row> files) {
        String path = file.getPath().toString();
        files.put(path, RowFactory.create(path, new Timestamp(file.getModificationTime()), file.getLen()));
    }
}
