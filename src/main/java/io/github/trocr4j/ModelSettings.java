package io.github.trocr4j;

import io.github.trocr4j.image.FoundProcessor;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.GenerationConfigJson;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.Vocabulary;
import io.github.trocr4j.text.VocabularyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A model directory without its weights; for the components see {@link ModelDirectory}.
 *
 * @param config the content of config.json
 * @param processor how pictures are converted
 * @param characters the content of tokenizer.json, if the model reads characters
 * @param generation the content of generation_config.json
 * @param reading the content of reading.json
 */
public record ModelSettings(
        TrOcrConfig config,
        TrOcrImageProcessor processor,
        Optional<CharacterVocabulary> characters,
        GenerationConfig generation,
        ReadingConfig reading) {
    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.safetensors";
    static final String PREPROCESSOR = "preprocessor_config.json";
    static final String TOKENIZER = "tokenizer.json";

    /**
     * Reads the files of a directory.
     *
     * @param config the configuration in it, as {@link io.github.trocr4j.model.ModelTensors#config} returns it
     * @throws IOException if a file is invalid; the message names it
     */
    public static ModelSettings read(Path directory, TrOcrConfig config) throws IOException {
        ImageSize size = config.encoder().imageSize();
        TrOcrImageProcessor processor = new TrOcrImageProcessor(
                FoundProcessor.in(directory, size.height(), size.width()).config());
        Optional<CharacterVocabulary> characters = characters(directory, config);
        Path reading = directory.resolve(ReadingConfig.FILE);
        return new ModelSettings(
                config,
                processor,
                characters,
                generation(directory, config, characters),
                Files.exists(reading)
                        ? ReadingConfig.parse(reading.toString(), Files.readAllBytes(reading))
                        : ReadingConfig.usual(config));
    }

    /** A model that is not HF's has the usual settings if the file is missing. */
    private static GenerationConfig generation(
            Path directory, TrOcrConfig config, Optional<CharacterVocabulary> characters) throws IOException {
        boolean own = config.digitHead().isPresent() || characters.isPresent();
        return own && !Files.exists(directory.resolve(GenerationConfigJson.FILE))
                ? usualGeneration(config, characters)
                : GenerationConfigJson.read(directory);
    }

    /** Other tokenizers, and damaged ones, are left to {@link RowModel}. */
    private static Optional<CharacterVocabulary> characters(Path directory, TrOcrConfig config) throws IOException {
        Path tokenizer = directory.resolve(TOKENIZER);
        if (config.digitHead().isPresent() || !Files.exists(tokenizer)) {
            return Optional.empty();
        }
        try {
            return Optional.of(CharacterVocabulary.read(tokenizer))
                    .filter(found -> found.size() == config.decoder().vocabSize());
        } catch (VocabularyException e) {
            return Optional.empty();
        }
    }

    static GenerationConfig usualGeneration(TrOcrConfig config, Optional<CharacterVocabulary> characters) {
        OptionalInt positions = characters.isPresent()
                ? OptionalInt.of(config.decoder().maxPositionEmbeddings())
                : OptionalInt.empty(); // HuggingFace's default is 20
        return GenerationConfig.usual(config, positions);
    }

    /**
     * Returns the folder with the tokenizer of a model: its own, or if that has none, where its image processor is.
     *
     * @throws IOException if its image processor is not clear; see {@link FoundProcessor#folder}
     */
    public static Path tokenizerFolder(Path directory) throws IOException {
        return Vocabulary.isIn(directory) ? directory : FoundProcessor.folder(directory);
    }

    /** Writes a text file atomically. */
    static void write(Path file, String text) throws IOException {
        // Not createTempFile: its files are readable by the owner only, and the move keeps those permissions.
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp." + UUID.randomUUID());
        try {
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
