package io.github.trocr4j.spark.read;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.ReaderOptions;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.file.PathUtils;

/**
 * A model directory that travels: the bytes of its files by name. Without any it is the model that comes with the library,
 * which executors have already.
 *
 * @param files of the directory
 * @param hash of the weights; tells models apart
 */
record ModelFiles(Map<String, byte[]> files, String hash) implements Serializable {
    private static final String[] NAMES = {"config.json", "preprocessor_config.json", "model.safetensors"};

    /** Spark gives a task no other place for what all tasks of a process share. Readers end with the process. */
    private static final Map<String, DigitReader> READERS = new ConcurrentHashMap<>();

    static final ModelFiles SHIPPED = new ModelFiles(Map.of(), "shipped");

    /**
     * Reads a directory, and tries whether it is a model that reads digits.
     *
     * @throws IOException one sentence, if not
     */
    static ModelFiles of(Path directory) throws IOException {
        DigitReader.load(directory).close();
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : NAMES) {
            if (Files.exists(directory.resolve(name))) {
                files.put(name, Files.readAllBytes(directory.resolve(name)));
            }
        }
        StringBuilder hashes = new StringBuilder();
        files.forEach((name, bytes) -> hashes.append(DigestUtils.sha256Hex(bytes)));
        return new ModelFiles(files, DigestUtils.sha256Hex(hashes.toString()));
    }

    /** The one reader of this process for this model. */
    DigitReader reader(int batchSize, float minimumConfidence) throws IOException {
        String key = hash + "/" + batchSize + "/" + minimumConfidence;
        synchronized (READERS) {
            DigitReader reader = READERS.get(key);
            if (reader == null) {
                reader = load(ReaderOptions.USUAL
                        .withBatchSize(batchSize)
                        .withMinimumConfidence(minimumConfidence));
                READERS.put(key, reader);
            }
            return reader;
        }
    }

    private DigitReader load(ReaderOptions options) throws IOException {
        if (files.isEmpty()) {
            return DigitReader.load(options);
        }
        Path folder = Files.createTempDirectory("trocr4j-model");
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            return DigitReader.load(folder, options);
        } finally {
            PathUtils.deleteDirectory(folder);
        }
    }
}
