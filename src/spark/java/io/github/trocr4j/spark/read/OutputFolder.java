package io.github.trocr4j.spark.read;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Checks of the folder that Spark writes Parquet files to. Spark writes files to {@code _temporary}, moves them when
 * all are written, deletes {@code _temporary}, and creates {@code _SUCCESS}.
 */
public final class OutputFolder {
    private static final String TEMPORARY = "_temporary";
    private static final Pattern SPARK_FILES =
            Pattern.compile("_SUCCESS|" + TEMPORARY + "|\\.spark-staging-.*|part-.*\\.parquet|\\..*\\.crc");

    private OutputFolder() {}

    /**
     * Checks that a job may write to the folder: it does not exist, is empty, contains the remains of a killed job, or,
     * with {@code overwrite}, the output of a completed job.
     *
     * @throws IOException if the folder contains anything else
     */
    public static void requireFree(Path folder, Configuration hadoop, boolean overwrite) throws IOException {
        FileSystem files = folder.getFileSystem(hadoop);
        if (!files.exists(folder)) {
            return;
        }
        if (files.getFileStatus(folder).isFile()) {
            throw new IOException(folder + ": expected a folder to write to, found a file.");
        }
        List<String> names = Arrays.stream(files.listStatus(folder))
                .map(status -> status.getPath().getName())
                .sorted()
                .toList();
        Optional<String> foreign = names.stream()
                .filter(name -> !SPARK_FILES.matcher(name).matches())
                .findFirst();
        if (foreign.isPresent()) {
            throw new IOException(folder + ": expected a new folder, or one with readings, found '" + foreign.get()
                    + "' in it; choose another folder.");
        }
        if (!names.isEmpty() && !names.contains(TEMPORARY) && !overwrite) {
            throw new IOException(folder + ": expected a new folder, found one with readings; choose another"
                    + " one, or overwrite them.");
        }
    }

    /**
     * Checks that the output is outside of the input, so that no later job reads it.
     *
     * @throws IOException if the output is the input or below it
     */
    public static void requireOutside(Path input, Path output, Configuration hadoop) throws IOException {
        Path in = input.getFileSystem(hadoop).makeQualified(input);
        for (Path at = output.getFileSystem(hadoop).makeQualified(output); at != null; at = at.getParent()) {
            if (at.equals(in)) {
                throw new IOException(output + ": expected an output outside of the input, found one in " + input
                        + "; choose another folder.");
            }
        }
    }
}
