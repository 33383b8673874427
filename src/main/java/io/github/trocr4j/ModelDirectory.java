package io.github.trocr4j;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.checkpoint.TensorInfo;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.Weights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model on disk is a HuggingFace directory: config.json, model.safetensors, preprocessor_config.json and
 * generation_config.json.
 *
 * @param config config.json
 * @param weights model.safetensors
 * @param processor preprocessor_config.json; where it is missing, what HF's TrOCR uses, at the model's input size
 */
public record ModelDirectory(TrOcrConfig config, Weights weights, TrOcrImageProcessor processor) {
    /** HF's encoder has a pooler that TrOCR never calls; its weights are in some files and count for nothing. */
    private static final String UNUSED_PREFIX = "encoder.pooler.";

    /**
     * Reads a directory.
     *
     * @throws CheckpointException where tensors are missing, unknown, mis-shaped or unreadable
     * @throws IOException where another file is missing or wrong; one sentence in each case
     */
    public static ModelDirectory load(Path directory) throws IOException {
        TrOcrConfig config = ConfigJson.read(directory.resolve("config.json"));
        Weights weights = readWeights(directory.resolve("model.safetensors"), config);
        Path preprocessor = directory.resolve("preprocessor_config.json");
        TrOcrImageProcessor processor =
                Files.exists(preprocessor) ? TrOcrImageProcessor.read(preprocessor) : processorFor(config);
        return new ModelDirectory(config, weights, processor);
    }

    /** What HF's TrOCR processor does, at the input size of this model. */
    public static TrOcrImageProcessor processorFor(TrOcrConfig config) {
        ImageSize size = config.encoder().imageSize();
        return new TrOcrImageProcessor(ImageProcessorConfig.trOcr(size.height(), size.width()));
    }

    private static Weights readWeights(Path file, TrOcrConfig config) throws IOException {
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            requireExactly(ParameterShapes.of(config), tensors);
            Map<String, float[]> values = new HashMap<>();
            for (String key : ParameterShapes.of(config).keySet()) {
                values.put(key, tensors.floats(key));
            }
            return Weights.from(config, (key, shape) -> values.remove(key));
        }
    }

    private static void requireExactly(Map<String, long[]> shapes, Checkpoint tensors) throws CheckpointException {
        for (Map.Entry<String, long[]> expected : shapes.entrySet()) {
            String key = expected.getKey();
            if (!tensors.contains(key)) {
                throw refused(
                        tensors,
                        key,
                        "missing, expected shape " + Arrays.toString(expected.getValue())
                                + "; the file does not belong to this config.json");
            }
            TensorInfo found = tensors.info(key);
            if (!Arrays.equals(found.shape(), expected.getValue())) {
                throw refused(
                        tensors,
                        key,
                        "expected shape " + Arrays.toString(expected.getValue()) + ", found "
                                + Arrays.toString(found.shape()) + "; the file does not belong to this config.json");
            }
        }
        List<String> unknown = new ArrayList<>(tensors.names());
        unknown.removeAll(shapes.keySet());
        unknown.removeIf(name -> name.startsWith(UNUSED_PREFIX));
        if (!unknown.isEmpty()) {
            throw refused(
                    tensors,
                    unknown.get(0),
                    "unknown to this config.json"
                            + (unknown.size() > 1 ? ", like " + (unknown.size() - 1) + " more" : "")
                            + "; expected only the tensors of the model");
        }
    }

    private static CheckpointException refused(Checkpoint file, String tensor, String what) {
        return new CheckpointException(file.path(), tensor, what, null);
    }

    /** Writes the four files; each appears whole or not at all. The directory is made if need be. */
    public void save(Path directory) throws IOException {
        Files.createDirectories(directory);
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(config)
                .forEach((key, shape) -> tensors.put(key, new FloatTensor(shape, weights.values(key))));
        write(directory.resolve("config.json"), ConfigJson.write(config));
        ImageProcessorConfigFile.write(directory.resolve("preprocessor_config.json"), processor.config());
        write(directory.resolve("generation_config.json"), generationConfig());
        SafetensorsWriter.write(directory.resolve("model.safetensors"), SafetensorsWriter.PYTORCH, tensors);
    }

    private String generationConfig() {
        TrOcrDecoderConfig decoder = config.decoder();
        ObjectNode node = JsonMapper.builder().build().createObjectNode();
        node.put("decoder_start_token_id", decoder.decoderStartTokenId());
        decoder.eosTokenId().ifPresent(id -> node.put("eos_token_id", id));
        decoder.padTokenId().ifPresent(id -> node.put("pad_token_id", id));
        config.digitHead().ifPresent(head -> {
            node.put("max_new_tokens", head.length());
            node.put("min_new_tokens", head.length());
            node.putArray("suppress_tokens").add(head.bosRow());
        });
        return node.toPrettyString() + "\n";
    }

    private static void write(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".tmp.", "");
        try {
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
