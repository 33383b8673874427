package io.github.trocr4j.cli;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of weights, as users name them: the file itself or the folder that it is in. */
final class WeightFiles {
    private WeightFiles() {}

    /** Opens the weights of a folder, or a file of weights, whatever the format. */
    static Checkpoint open(Path fileOrDirectory) throws IOException {
        return CheckpointFiles.open(fileOrDirectory);
    }

    /** Where the configuration of such weights is. */
    static Path directory(Path fileOrDirectory) {
        return Files.isDirectory(fileOrDirectory) ? fileOrDirectory : fileOrDirectory.resolveSibling("");
    }
}
