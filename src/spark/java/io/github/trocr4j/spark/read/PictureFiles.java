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
 * Lists the files of folders as a DataFrame with the columns path, modificationTime and length of Spark's {@code
 * binaryFile}. There is no column content; executors read the files themselves. {@code binaryFile} would silently omit
 * empty files and load large ones completely.
 *
 * @param recursive whether subfolders are searched
 * @param glob the pattern of file names, such as {@code *.png}; null for all. Names that start with a dot or an
 *     underscore are skipped, as everywhere in Spark
 */
public record PictureFiles(boolean recursive, String glob) {
    /** A task reads this many pictures in some seconds, which is the work lost with an executor. */
    private static final int FILES_A_TASK = 2_000;

    /** More than one, because tasks take different times. */
    private static final int TASKS_A_CORE = 4;

    private static final StructType COLUMNS = new StructType()
            .add("path", DataTypes.StringType, false)
            .add("modificationTime", DataTypes.TimestampType, false)
            .add("length", DataTypes.LongType, false);

    /**
     * Lists the files, each once, in the order of their paths, so that the same files give the same tasks.
     *
     * @param inputs folders, files, or patterns of them
     * @param partitions the number of partitions; 0 for a few per core, and more for many files
     * @throws IOException if there are none
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
        int parts = partitions > 0 ? partitions : defaultPartitions(files.size(), context.defaultParallelism());
        return spark.createDataFrame(context.parallelize(List.copyOf(files.values()), parts), COLUMNS);
    }

    static int defaultPartitions(int files, int cores) {
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

    /**
     * Does not use {@code FileSystem.listFiles}, which queries permissions and starts a process for each local file.
     */
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
