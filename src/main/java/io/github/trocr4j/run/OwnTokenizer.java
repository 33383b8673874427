package io.github.trocr4j.run;

import io.github.trocr4j.ModelSettings;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The tokenizer of a model of text, for a training that keeps it.
 *
 * @param folder the folder with its files
 * @param tokenizer what they say
 * @param vocabSize rows of the model's token embeddings
 * @param positions most tokens of a text
 */
public record OwnTokenizer(Path folder, Tokenizer tokenizer, int vocabSize, int positions) {
    /**
     * Reads the tokenizer of a model, which may be where its image processor is.
     *
     * @param model the folder of the model
     * @throws IOException if there is none, or it cannot be read; the message is one sentence
     */
    public static OwnTokenizer of(Path model, TrOcrConfig config) throws IOException {
        Path folder = ModelSettings.tokenizerFolder(model);
        return new OwnTokenizer(
                folder,
                Tokenizer.load(folder),
                config.decoder().vocabSize(),
                config.decoder().maxPositionEmbeddings());
    }

    /**
     * Returns the number of tokens of a text, special tokens included.
     *
     * @throws IOException if the model has no embedding for one
     */
    int length(String text) throws IOException {
        int[] ids = tokenizer.encode(text);
        int largest = Arrays.stream(ids).max().orElse(0);
        if (largest >= vocabSize) {
            throw new IOException(
                    folder + ": the tokenizer has the token id " + largest + ", but the model only those up to "
                            + (vocabSize - 1) + "; use the tokenizer files of this model.");
        }
        return ids.length;
    }

    /** Says in one clause what of a text the tokenizer cannot write; empty if nothing. */
    Optional<String> flaw(String text) {
        return tokenizer.flaw(text);
    }

    /** Copies the files into the folder of a saved model, as {@link #copy} does. */
    void copyTo(Path to) throws IOException {
        copyFiles(folder, to);
    }

    /**
     * Copies the tokenizer files of a model into the folder of another one, each atomically, except those that are
     * there already. They may be where its image processor is.
     */
    public static void copy(Path model, Path to) throws IOException {
        copyFiles(ModelSettings.tokenizerFolder(model), to);
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        for (String name : Tokenizer.FILES) {
            Path file = to.resolve(name);
            if (Files.isRegularFile(from.resolve(name)) && !Files.exists(file)) {
                Path temporary = to.resolve(name + ".tmp." + UUID.randomUUID());
                try {
                    Files.copy(from.resolve(name), temporary);
                    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(temporary);
                }
            }
        }
    }
}
