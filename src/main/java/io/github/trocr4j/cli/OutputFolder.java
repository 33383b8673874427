package io.github.trocr4j.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Folders that a verb fills: nothing that is there is overwritten. */
final class OutputFolder {
    private static final List<String> TOKENIZER_FILES =
            List.of("sentencepiece.bpe.model", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");

    private OutputFolder() {}

    /** One sentence, if there is something at that path but an empty folder. */
    static void requireNew(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(Failure.shown(folder + ": expected a new folder, found a file; name another one."));
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            if (content.iterator().hasNext()) {
                throw new IOException(Failure.shown(
                        folder + ": expected a new or empty folder, found files in it; name another one."));
            }
        }
    }

    /** One sentence, if there is no folder that the file could be written to. */
    static void requireParent(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException(Failure.shown(file + ": the folder to write it to does not exist."));
        }
    }

    /** Copies what turns the tokens of a model into text, if it is there: it goes where the model goes. */
    static void copyTokenizer(Path from, Path to) throws IOException {
        for (String name : TOKENIZER_FILES) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
    }
}
