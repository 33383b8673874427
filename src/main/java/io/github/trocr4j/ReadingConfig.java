package io.github.trocr4j;

import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigNode;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How a model is used to read pictures: the content of reading.json in its folder, which HuggingFace does not have.
 *
 * @param findRows whether the rows of writing in a picture are found first; otherwise the picture is one line
 * @param temperature what makes the probabilities of the model true ones, fitted on pictures that it was not trained on
 * @param minimumConfidence readings with a lower confidence are {@linkplain Reading#uncertain uncertain}, 0 to 1
 */
public record ReadingConfig(boolean findRows, float temperature, float minimumConfidence) {
    static final String FILE = "reading.json";

    private static final String FIND_ROWS = "find_rows";
    private static final String TEMPERATURE = "temperature";
    private static final String MINIMUM_CONFIDENCE = "minimum_confidence";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range; the message begins with its key
     */
    public ReadingConfig {
        if (!(temperature > 0 && Float.isFinite(temperature))) { // rejects NaN too
            throw new IllegalArgumentException(TEMPERATURE + ": expected a number above 0, found " + temperature);
        }
        if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) {
            throw new IllegalArgumentException(MINIMUM_CONFIDENCE + ": expected 0 to 1, found " + minimumConfidence);
        }
    }

    /** Returns the configuration of a model without a file: one with a digit head finds rows. */
    static ReadingConfig usual(TrOcrConfig config) {
        return new ReadingConfig(config.digitHead().isPresent(), 1, 0);
    }

    /** Returns this with the probabilities of the model as they are, for one whose training changes them. */
    public ReadingConfig notFitted() {
        return new ReadingConfig(findRows, 1, minimumConfidence);
    }

    /**
     * Parses the content of a file.
     *
     * @param file its name in messages
     * @throws ConfigException if a key is missing, unknown, or has another value than expected
     */
    static ReadingConfig parse(String file, byte[] json) throws ConfigException {
        ConfigNode node = ConfigNode.root(file, json);
        node.requireOnly(List.of(FIND_ROWS, TEMPERATURE, MINIMUM_CONFIDENCE));
        if (!node.has(FIND_ROWS)) {
            throw node.unexpected(FIND_ROWS, "true or false", node.node().get(FIND_ROWS));
        }
        try {
            return new ReadingConfig(node.flag(FIND_ROWS, false), (float) node.number(TEMPERATURE), (float)
                    node.number(MINIMUM_CONFIDENCE));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(node.prefix() + e.getMessage() + ".", e);
        }
    }

    /** Writes the file into a model folder, atomically. */
    public void write(Path modelDirectory) throws IOException {
        ModelSettings.write(modelDirectory.resolve(FILE), json());
    }

    private String json() {
        JsonObject node = new JsonObject();
        node.put(FIND_ROWS, findRows);
        node.put(TEMPERATURE, temperature);
        node.put(MINIMUM_CONFIDENCE, minimumConfidence);
        return node.toPrettyString() + "\n";
    }
}
