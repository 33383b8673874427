package io.github.trocr4j;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.CharacterVocabulary;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A model directory whose weights can be read: by an engine, in its form. */
record OpenModel(ModelSettings settings, ModelTensors tensors, Checkpoint checkpoint) implements AutoCloseable {
    /**
     * Opens a directory; see {@link ModelDirectory#load}.
     *
     * @throws CheckpointException if tensors are missing, unknown, mis-shaped or unreadable
     * @throws IOException if another file is missing or invalid
     */
    static OpenModel of(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(ModelSettings.CONFIG))
                && Files.isDirectory(directory)
                && CheckpointFiles.other(directory).isPresent()) {
            CheckpointFiles.requireModel(directory); // an adapter or another format, which has no config.json
        }
        TrOcrConfig declared = ConfigJson.read(directory.resolve(ModelSettings.CONFIG));
        Checkpoint checkpoint = CheckpointFiles.open(directory);
        try {
            ModelTensors tensors = ModelTensors.of(declared, checkpoint);
            return new OpenModel(ModelSettings.read(directory, tensors.config()), tensors, checkpoint);
        } catch (IOException | RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    /**
     * Opens a model in the jar.
     *
     * @throws FileNotFoundException if the library was packaged without it
     */
    static OpenModel of(IncludedModel model) throws IOException {
        Path name = Path.of("weights", model.folder());
        TrOcrConfig config =
                ConfigJson.parse(name.resolve(ModelSettings.CONFIG).toString(), required(model, ModelSettings.CONFIG));
        TrOcrImageProcessor processor = new TrOcrImageProcessor(ImageProcessorConfigFile.parse(
                name.resolve(ModelSettings.PREPROCESSOR), required(model, ModelSettings.PREPROCESSOR)));
        Optional<byte[]> tokenizer = resource(model, ModelSettings.TOKENIZER);
        Optional<CharacterVocabulary> characters = tokenizer.isPresent()
                ? Optional.of(CharacterVocabulary.parse(name.resolve(ModelSettings.TOKENIZER), tokenizer.get()))
                : Optional.empty();
        Optional<byte[]> reading = resource(model, ReadingConfig.FILE);
        ReadingConfig used = reading.isPresent()
                ? ReadingConfig.parse(name.resolve(ReadingConfig.FILE).toString(), reading.get())
                : ReadingConfig.usual(config);
        SafetensorsFile checkpoint =
                SafetensorsFile.of(name.resolve(ModelSettings.WEIGHTS), required(model, ModelSettings.WEIGHTS));
        return new OpenModel(
                new ModelSettings(
                        config, processor, characters, ModelSettings.usualGeneration(config, characters), used),
                ModelTensors.of(config, checkpoint),
                checkpoint);
    }

    private static byte[] required(IncludedModel model, String file) throws IOException {
        return resource(model, file)
                .orElseThrow(() -> new FileNotFoundException(model.folder() + "/" + file
                        + " is not in this jar, which was packaged without weights; specify a model folder."));
    }

    private static Optional<byte[]> resource(IncludedModel model, String file) throws IOException {
        try (InputStream in = OpenModel.class.getResourceAsStream(model.folder() + "/" + file)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    @Override
    public void close() throws IOException {
        checkpoint.close();
    }
}
