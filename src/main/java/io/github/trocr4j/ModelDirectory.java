package io.github.trocr4j;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.Dtype;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.image.FoundProcessor;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.GenerationConfigJson;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.Initialisation;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.Weights;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.DigitVocabulary;
import io.github.trocr4j.text.Vocabulary;
import io.github.trocr4j.text.VocabularyException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A model as a HuggingFace directory: config.json, preprocessor_config.json, generation_config.json, the characters
 * that it reads, if it does, and the weights in any of the files that {@link CheckpointFiles} finds. {@link #save}
 * writes the weights to model.safetensors.
 *
 * @param config the content of config.json
 * @param weights the weights of the checkpoint
 * @param processor how pictures are converted; see {@link FoundProcessor} for the files that say it
 * @param characters the content of tokenizer.json, if the model reads characters
 * @param generation the content of generation_config.json, or the settings in config.json if it is missing
 * @param reading the content of reading.json; if it is missing, the model's probabilities as they are, and rows found
 *     for models with a digit head only
 */
public record ModelDirectory(
        TrOcrConfig config,
        Weights weights,
        TrOcrImageProcessor processor,
        Optional<CharacterVocabulary> characters,
        GenerationConfig generation,
        ReadingConfig reading) {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String PREPROCESSOR = "preprocessor_config.json";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

    /** Creates a model without characters. */
    public ModelDirectory(TrOcrConfig config, Weights weights, TrOcrImageProcessor processor) {
        this(config, weights, processor, Optional.empty(), ReadingConfig.usual(config));
    }

    /** Creates a model with the {@linkplain GenerationConfig#usual usual} settings of generation. */
    public ModelDirectory(
            TrOcrConfig config,
            Weights weights,
            TrOcrImageProcessor processor,
            Optional<CharacterVocabulary> characters,
            ReadingConfig reading) {
        this(config, weights, processor, characters, usualGeneration(config, characters), reading);
    }

    private static GenerationConfig usualGeneration(TrOcrConfig config, Optional<CharacterVocabulary> characters) {
        OptionalInt positions = characters.isPresent()
                ? OptionalInt.of(config.decoder().maxPositionEmbeddings())
                : OptionalInt.empty(); // HuggingFace's default is 20
        return GenerationConfig.usual(config, positions);
    }

    /**
     * Reads a directory: config.json, and the first of model.safetensors, model.safetensors.index.json,
     * pytorch_model.bin and pytorch_model.bin.index.json that exists.
     *
     * @throws CheckpointException if tensors are missing, unknown, mis-shaped or unreadable
     * @throws IOException if another file is missing or invalid
     */
    public static ModelDirectory load(Path directory) throws IOException {
        Engine.startInBackground();
        if (!Files.exists(directory.resolve(CONFIG))
                && Files.isDirectory(directory)
                && CheckpointFiles.other(directory).isPresent()) {
            CheckpointFiles.requireModel(directory); // an adapter or another format, which has no config.json
        }
        Weights weights = readWeights(directory, ConfigJson.read(directory.resolve(CONFIG)));
        TrOcrConfig config = weights.config();
        ImageSize size = config.encoder().imageSize();
        TrOcrImageProcessor processor = new TrOcrImageProcessor(
                FoundProcessor.in(directory, size.height(), size.width()).config());
        Optional<CharacterVocabulary> characters = characters(directory, config);
        Path reading = directory.resolve(ReadingConfig.FILE);
        return new ModelDirectory(
                config,
                weights,
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

    /** Returns this model with another way to use it. */
    public ModelDirectory withReading(ReadingConfig other) {
        return new ModelDirectory(config, weights, processor, characters, generation, other);
    }

    /** Returns this model with other settings of generation. */
    public ModelDirectory withGeneration(GenerationConfig other) {
        return new ModelDirectory(config, weights, processor, characters, other, reading);
    }

    /**
     * Loads the model shipped with the library, {@code numbers}, which reads numbers of 1 to 12 digits; see
     * {@code weights/numbers/README.md}.
     *
     * @throws FileNotFoundException if the library was packaged without it
     */
    public static ModelDirectory shipped() throws IOException {
        Engine.startInBackground();
        Path name = Path.of("weights", "numbers");
        TrOcrConfig config = ConfigJson.parse(name.resolve(CONFIG).toString(), resource(CONFIG));
        Path preprocessor = name.resolve(PREPROCESSOR);
        TrOcrImageProcessor processor =
                new TrOcrImageProcessor(ImageProcessorConfigFile.parse(preprocessor, resource(PREPROCESSOR)));
        CharacterVocabulary characters = CharacterVocabulary.parse(name.resolve(TOKENIZER), resource(TOKENIZER));
        ReadingConfig reading =
                ReadingConfig.parse(name.resolve(ReadingConfig.FILE).toString(), resource(ReadingConfig.FILE));
        try (SafetensorsFile tensors = SafetensorsFile.of(name.resolve(WEIGHTS), resource(WEIGHTS))) {
            ModelTensors found = ModelTensors.of(config, tensors);
            Weights weights = Weights.from(config, (key, shape) -> found.values(key)); // known to be finite
            return new ModelDirectory(config, weights, processor, Optional.of(characters), reading);
        }
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream in = ModelDirectory.class.getResourceAsStream("numbers/" + file)) {
            if (in == null) {
                throw new FileNotFoundException("numbers/" + file
                        + " is not in this jar, which was packaged without weights; specify a model folder.");
            }
            return in.readAllBytes();
        }
    }

    /** Creates an untrained model of this configuration; see {@link Initialisation}. */
    public static ModelDirectory fresh(TrOcrConfig config, long seed) {
        return fresh(config, ImageProcessorConfig.Fit.STRETCH, seed);
    }

    /** As above, for pictures that fit into the model's input like this. */
    public static ModelDirectory fresh(TrOcrConfig config, ImageProcessorConfig.Fit fit, long seed) {
        TrOcrImageProcessor processor =
                new TrOcrImageProcessor(processorFor(config).config().withFit(fit));
        return new ModelDirectory(config, Initialisation.weights(config, seed), processor);
    }

    /**
     * Returns a model with the same weights and another {@link Decoding}.
     *
     * @throws IllegalArgumentException if the model has no digit head
     */
    public ModelDirectory withDecoding(Decoding decoding) {
        return new ModelDirectory(
                config.withDecoding(decoding),
                weights.withDecoding(decoding),
                processor,
                characters,
                generation,
                reading);
    }

    /**
     * Returns a model that reads other characters. Token embeddings and projections of characters that this model knows
     * are kept, also those of a digit head; all others, and positions beyond those of this model, are newly
     * initialised.
     *
     * @param alphabet the characters to read
     * @param maxLength most characters of a line
     * @param seed seed of the new values
     */
    public ModelDirectory withCharacters(CharacterVocabulary alphabet, int maxLength, long seed) {
        TrOcrConfig target = config.withVocabulary(alphabet.size(), maxLength + 1); // with the end token
        Weights changed = Weights.from(target, (key, shape) -> {
            float[] own = weights.values(key);
            float[] fresh = Initialisation.values(target, key, shape, seed);
            switch (key) {
                case ParameterShapes.EMBED_TOKENS ->
                    copyRows(own, config.decoder().vocabSize(), fresh, alphabet);
                case ParameterShapes.OUTPUT_PROJECTION -> copyRows(own, config.outputs(), fresh, alphabet);
                default -> System.arraycopy(own, 0, fresh, 0, Math.min(own.length, fresh.length));
            }
            return fresh;
        });
        return new ModelDirectory(target, changed, processor, Optional.of(alphabet), ReadingConfig.usual(target));
    }

    /** Copies the rows [rows, width] of tokens that both vocabularies have. */
    private void copyRows(float[] own, int rows, float[] fresh, CharacterVocabulary alphabet) {
        int width = fresh.length / alphabet.size();
        for (int id = 0; id < alphabet.size(); id++) {
            int before = ownId(alphabet, id);
            if (before >= 0 && before < rows) {
                System.arraycopy(own, before * width, fresh, id * width, width);
            }
        }
    }

    /** Returns this model's id for a token of another vocabulary; -1 if it has none. */
    private int ownId(CharacterVocabulary alphabet, int id) {
        String character = alphabet.decode(new int[] {id});
        if (character.isEmpty()) { // a special token
            return config.digitHead()
                    .map(head -> id == CharacterVocabulary.EOS ? head.bosRow() : -1)
                    .orElse(id);
        }
        if (config.digitHead().isPresent()) {
            return DigitVocabulary.DIGITS.indexOf(character);
        }
        return characters.map(own -> own.id(character.codePointAt(0))).orElse(-1);
    }

    /**
     * Returns the folder with the tokenizer of a model: its own, or if that has none, where its image processor is.
     *
     * @throws IOException if its image processor is not clear; see {@link FoundProcessor#folder}
     */
    public static Path tokenizerFolder(Path directory) throws IOException {
        return Vocabulary.isIn(directory) ? directory : FoundProcessor.folder(directory);
    }

    /** Returns HF's TrOCR processor at the input size of this model. */
    public static TrOcrImageProcessor processorFor(TrOcrConfig config) {
        ImageSize size = config.encoder().imageSize();
        return new TrOcrImageProcessor(ImageProcessorConfig.trOcr(size.height(), size.width()));
    }

    private static Weights readWeights(Path directory, TrOcrConfig config) throws IOException {
        try (Checkpoint checkpoint = CheckpointFiles.open(directory)) {
            return ModelTensors.of(config, checkpoint).weights();
        }
    }

    /** Writes the files, each atomically. Creates the directory if it does not exist. */
    public void save(Path directory) throws IOException {
        save(directory, ParameterShapes.of(config), weights::values, Dtype.F32);
    }

    /** As above, with tensors that may differ from the model's own in shape and dtype. */
    public void save(Path directory, Map<String, long[]> shapes, SafetensorsWriter.Values values, Dtype dtype)
            throws IOException {
        Files.createDirectories(directory);
        write(directory.resolve(CONFIG), ConfigJson.write(config));
        write(directory.resolve(PREPROCESSOR), ImageProcessorConfigFile.text(processor.config()));
        write(directory.resolve(GenerationConfigJson.FILE), GenerationConfigJson.write(generation));
        if (!reading.equals(ReadingConfig.usual(config))) {
            reading.write(directory);
        }
        if (characters.isPresent()) {
            int maxLength = config.decoder().maxPositionEmbeddings();
            write(directory.resolve(TOKENIZER), characters.get().tokenizerJson());
            write(directory.resolve(TOKENIZER_CONFIG), characters.get().tokenizerConfigJson(maxLength));
        }
        SafetensorsWriter.write(directory.resolve(WEIGHTS), SafetensorsWriter.PYTORCH, shapes, values, dtype);
    }

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
