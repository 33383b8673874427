package io.github.trocr4j.spark.read;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ModelSettings;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.image.FoundProcessor;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.text.Tokenizer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of a model directory in memory, for broadcast to executors, which cannot access the driver's disk.
 *
 * @param files by name: config.json, model.safetensors, and those of the others that exist
 * @param hash SHA-256 of names and contents
 */
record ModelFiles(TreeMap<String, byte[]> files, String hash) implements Serializable {
    private static final List<String> REQUIRED = List.of("config.json", "model.safetensors");
    private static final List<String> OPTIONAL = List.of("generation_config.json", "reading.json");
    private static final String PREPROCESSOR = "preprocessor_config.json";

    /**
     * Reads the files of a directory. It loads the model once, so that errors appear before any job starts.
     *
     * @throws IOException as for {@link LineReader#load(Path)}
     * @throws IllegalArgumentException if the model cannot read lines of the length in the options
     */
    static ModelFiles read(Path directory, ReaderOptions options) throws IOException {
        LineReader.load(directory, options).close();
        TreeMap<String, byte[]> files = new TreeMap<>();
        for (String name : REQUIRED) {
            files.put(name, Files.readAllBytes(directory.resolve(name)));
        }
        addExisting(OPTIONAL, directory, files);
        addExisting(Tokenizer.FILES, ModelSettings.tokenizerFolder(directory), files);
        Optional<Path> processor = FoundProcessor.file(directory);
        if (processor.isPresent()) { // as one file, since it may come from another file or folder
            String text = ImageProcessorConfigFile.text(ImageProcessorConfigFile.read(processor.get()));
            files.put(PREPROCESSOR, text.getBytes(StandardCharsets.UTF_8));
        }
        return new ModelFiles(files, hash(files));
    }

    private static void addExisting(List<String> names, Path from, Map<String, byte[]> files) throws IOException {
        for (String name : names) {
            if (Files.exists(from.resolve(name))) {
                files.put(name, Files.readAllBytes(from.resolve(name)));
            }
        }
    }

    /** Loads a reader with this model, through a temporary folder. */
    LineReader load(ReaderOptions options) throws IOException {
        Path folder = Files.createTempDirectory("trocr4j-model");
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            return LineReader.load(folder, options);
        } finally {
            for (String name : files.keySet()) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        }
    }

    private static String hash(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, bytes) -> {
                digest.update((name + '\0' + bytes.length + '\0').getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
