package io.github.trocr4j;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.Dtype;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.forward.JavaTrOcr;
import io.github.trocr4j.graph.Initialisation;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.FoundProcessor;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.GenerationConfigJson;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.DigitVocabulary;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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
        this(config, weights, processor, characters, ModelSettings.usualGeneration(config, characters), reading);
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
        try (OpenModel open = OpenModel.of(directory)) {
            return of(open);
        }
    }

    /**
     * Loads the model shipped with the library, {@code numbers}, which reads numbers of 1 to 12 digits; see
     * {@code weights/numbers/README.md}.
     *
     * @throws FileNotFoundException if the library was packaged without it
     */
    public static ModelDirectory shipped() throws IOException {
        Engine.startInBackground();
        try (OpenModel open = OpenModel.of(IncludedModel.NUMBERS)) {
            return of(open);
        }
    }

    private static ModelDirectory of(OpenModel open) throws IOException {
        ModelSettings settings = open.settings();
        return new ModelDirectory(
                settings.config(),
                Weights.of(open.tensors()),
                settings.processor(),
                settings.characters(),
                settings.generation(),
                settings.reading());
    }

    /** Returns all but the weights. */
    public ModelSettings settings() {
        return new ModelSettings(config, processor, characters, generation, reading);
    }

    /**
     * Creates a reader for this model, which reads digits or characters; it computes with ND4J unless the options say
     * otherwise. The caller must not change or close the weights while the reader is open.
     *
     * @throws IOException if the model cannot read pictures
     * @throws IllegalArgumentException if it cannot read lines of the length in the options
     */
    public LineReader reader(ReaderOptions options) throws IOException {
        weights.requireFinite(Path.of(ModelSettings.WEIGHTS));
        return options.engine() == ReaderOptions.Engine.JAVA
                ? LineReader.of(
                        settings(),
                        options,
                        ReaderOptions.Engine.JAVA,
                        () -> new JavaTrOcr(config, weights::values, EngineChoice.javaThreads(options.threads())))
                : LineReader.of(
                        settings(), options, ReaderOptions.Engine.ND4J, () -> TrOcr.of(this, options.threads()));
    }

    /** As above, with the usual options. */
    public LineReader reader() throws IOException {
        return reader(ReaderOptions.DEFAULT);
    }

    /** Returns this model with another way to use it. */
    public ModelDirectory withReading(ReadingConfig other) {
        return new ModelDirectory(config, weights, processor, characters, generation, other);
    }

    /** Returns this model with other settings of generation. */
    public ModelDirectory withGeneration(GenerationConfig other) {
        return new ModelDirectory(config, weights, processor, characters, other, reading);
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
        return with(config.withDecoding(decoding));
    }

    /**
     * Returns a model with the same weights and another dropout in training.
     *
     * @param probability 0 to below 1, after the embeddings and each sub-block of encoder and decoder; there is none on
     *     attention probabilities and after activations
     * @throws IllegalArgumentException if it is not in this range
     */
    public ModelDirectory withDropout(double probability) {
        return with(config.withDropout(probability));
    }

    private ModelDirectory with(TrOcrConfig other) {
        return new ModelDirectory(other, weights.withConfig(other), processor, characters, generation, reading);
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

    /** Returns HF's TrOCR processor at the input size of this model. */
    public static TrOcrImageProcessor processorFor(TrOcrConfig config) {
        ImageSize size = config.encoder().imageSize();
        return new TrOcrImageProcessor(ImageProcessorConfig.trOcr(size.height(), size.width()));
    }

    /** Writes the files, each atomically. Creates the directory if it does not exist. */
    public void save(Path directory) throws IOException {
        save(directory, ParameterShapes.of(config), weights::values, Dtype.F32);
    }

    /** As above, with tensors that may differ from the model's own in shape and dtype. */
    public void save(Path directory, Map<String, long[]> shapes, SafetensorsWriter.Values values, Dtype dtype)
            throws IOException {
        Files.createDirectories(directory);
        ModelSettings.write(directory.resolve(ModelSettings.CONFIG), ConfigJson.write(config));
        ModelSettings.write(
                directory.resolve(ModelSettings.PREPROCESSOR), ImageProcessorConfigFile.text(processor.config()));
        ModelSettings.write(directory.resolve(GenerationConfigJson.FILE), GenerationConfigJson.write(generation));
        if (!reading.equals(ReadingConfig.usual(config))) {
            reading.write(directory);
        }
        if (characters.isPresent()) {
            int maxLength = config.decoder().maxPositionEmbeddings();
            ModelSettings.write(
                    directory.resolve(ModelSettings.TOKENIZER), characters.get().tokenizerJson());
            ModelSettings.write(
                    directory.resolve(TOKENIZER_CONFIG), characters.get().tokenizerConfigJson(maxLength));
        }
        SafetensorsWriter.write(
                directory.resolve(ModelSettings.WEIGHTS), SafetensorsWriter.PYTORCH, shapes, values, dtype);
    }
}
