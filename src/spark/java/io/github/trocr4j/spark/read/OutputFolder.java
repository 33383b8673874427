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
 * A folder that Spark writes Parquet to, and what may be done with what is there already. Spark puts files below
 * {@code _temporary} until all are written, moves them, takes that away, and leaves {@code _SUCCESS}.
 */
public final class OutputFolder {
    private static final String TEMPORARY = "_temporary";
    private static final Pattern SPARKS =
            Pattern.compile("_SUCCESS|" + TEMPORARY + "|\\.spark-staging-.*|part-.*\\.parquet|\\..*\\.crc");

    private OutputFolder() {}

    /**
     * Makes sure that nothing is lost or mixed up where a job writes in place of what is there: nothing; what a job left
     * that was killed; or, if the user says so, what a job wrote to its end.
     *
     * @throws IOException one sentence, if there is something else
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
                .filter(name -> !SPARKS.matcher(name).matches())
                .findFirst();
        if (foreign.isPresent()) {
            throw new IOException(folder + ": expected a new folder, or one with readings, found '" + foreign.get()
                    + "' in it; name another.");
        }
        if (!names.isEmpty() && !names.contains(TEMPORARY) && !overwrite) {
            throw new IOException(folder + ": expected a new folder, found one with readings; choose another"
                    + " one, or overwrite them.");
        }
    }

    /**
     * Makes sure that no later job reads what this one writes.
     *
     * @throws IOException one sentence, if the output is the input or below it
     */
    public static void requireOutside(Path input, Path output, Configuration hadoop) throws IOException {
        Path in = input.getFileSystem(hadoop).makeQualified(input);
        for (Path at = output.getFileSystem(hadoop).makeQualified(output); at != null; at = at.getParent()) {
            if (at.equals(in)) {
                throw new IOException(output + ": expected an output outside of the input, found one in " + input
                        + "; name another folder.");
            }
        }
    }
}
