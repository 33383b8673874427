package io.github.trocr4j.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks of output paths: existing files are not overwritten. */
final class OutputFolder {
    private static final List<String> TOKENIZER_FILES = List.of(
            "sentencepiece.bpe.model",
            "vocab.json",
            "merges.txt",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json");

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

    /** Copies the tokenizer files that exist in a model folder, except those that the model has written itself. */
    static void copyTokenizer(Path from, Path to) throws IOException {
        for (String name : TOKENIZER_FILES) {
            if (Files.isRegularFile(from.resolve(name)) && !Files.exists(to.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
    }
}
