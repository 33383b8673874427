package io.github.trocr4j;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * HuggingFace's results for tiny models of each kind of TrOCR, and every form of their files; see
 * {@code src/test/resources/golden-family/README.md}.
 */
public final class FamilyGoldens {
    private static final Path ROOT = Path.of("src", "test", "resources", "golden-family");

    private FamilyGoldens() {}

    /** Returns the folder of a model, as {@code save_pretrained} writes it. */
    public static Path path(String model) {
        return ROOT.resolve(model);
    }

    /** Opens golden.safetensors of a model. */
    public static SafetensorsFile open(String model) throws IOException {
        return SafetensorsFile.open(path(model).resolve("golden.safetensors"));
    }

    /**
     * Returns a folder with one form of a model's files.
     *
     * @param folder an empty folder
     * @param config the file that becomes config.json
     * @param weights the file with the weights; gets the name that HF looks for
     */
    public static Path form(Path folder, String model, String config, String weights) throws IOException {
        Files.copy(path(model).resolve(config), folder.resolve("config.json"));
        String name = weights.endsWith(".bin") ? "pytorch_model.bin" : "model.safetensors";
        Files.copy(path(model).resolve(weights), folder.resolve(name));
        return folder;
    }
}
