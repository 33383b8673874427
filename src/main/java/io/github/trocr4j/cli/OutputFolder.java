package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.model.GenerationConfigJson;
import io.github.trocr4j.run.OwnTokenizer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Checks of output paths: existing files are not overwritten. */
final class OutputFolder {
    private OutputFolder() {}

    /** Throws IOException if the path exists and is not an empty folder. */
    static void requireNew(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    Failure.shown(folder + ": expected a new folder, found a file; choose another name."));
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            if (content.iterator().hasNext()) {
                throw new IOException(Failure.shown(
                        folder + ": expected a new or empty folder, found files in it; choose another name."));
            }
        }
    }

    /** Throws IOException if the parent folder of the file does not exist. */
    static void requireParent(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException(Failure.shown(file + ": the folder to write it to does not exist."));
        }
    }

    /**
     * Copies the files of a model that {@link ModelDirectory#save} does not write: its tokenizer, and the generation
     * settings of a model of text.
     */
    static void copyTextFiles(Path from, ModelDirectory model, Path to) throws IOException {
        OwnTokenizer.copy(from, to);
        if (model.config().digitHead().isEmpty() && model.characters().isEmpty()) {
            copyGenerationConfig(from, to);
        }
    }

    /** Copies the generation settings of a model of text, which are more than the model itself writes. */
    static void copyGenerationConfig(Path model, Path to) throws IOException {
        Path own = model.resolve(GenerationConfigJson.FILE);
        if (Files.isRegularFile(own)) {
            Files.copy(own, to.resolve(GenerationConfigJson.FILE), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
