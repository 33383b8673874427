package io.github.trocr4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.trocr4j.json.JsonTree;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * One object of a config.json and where it is, so that each refusal can say so. Keys that are absent or null take the
 * given default: HF writes only what differs from its class defaults.
 *
 * @param place what stands before a key in messages, such as {@code config.json: encoder.}
 * @param node the object
 */
public record ConfigNode(String place, JsonNode node) {
    /** The object that the text of a file holds; {@code file} is what messages call it. */
    public static ConfigNode root(String file, byte[] json) throws ConfigException {
        JsonNode root;
        try {
            root = JsonTree.read(json);
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + ": no valid JSON: " + e.getOriginalMessage() + ".", e);
        } catch (IOException e) {
            throw new ConfigException(file + ": no valid JSON text.", e);
        }
        if (!root.isObject()) {
            throw new ConfigException(file + ": expected a JSON object.");
        }
        return new ConfigNode(file + ": ", root);
    }

    /** The object under a key, which must be there. */
    public ConfigNode child(String key) throws ConfigException {
        return new ConfigNode(place + key + ".", object(key));
    }

    /** As {@link #child}, where the object is a whole config.json of its own. */
    public ConfigNode document(String key) throws ConfigException {
        return new ConfigNode(place + key + ": ", object(key));
    }

    private JsonNode object(String key) throws ConfigException {
        JsonNode child = node.get(key);
        if (child == null || !child.isObject()) {
            throw refused(key, "an object", child);
        }
        return child;
    }

    /** Whether a key is there and not null. */
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    int positive(String key, int byDefault) throws ConfigException {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return byDefault;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 1) {
            throw refused(key, "a positive whole number", value);
        }
        return value.intValue();
    }

    OptionalInt tokenId(String key) throws ConfigException {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
            throw refused(key, "a token id", value);
        }
        return OptionalInt.of(value.intValue());
    }

    double number(String key, double byDefault, double least, double most) throws ConfigException {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return byDefault;
        }
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw refused(key, "a number from " + least + " to " + most, value);
        }
        return value.doubleValue();
    }

    /** A number that must be there. */
    public double number(String key) throws ConfigException {
        JsonNode value = node.get(key);
        if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw refused(key, "a number", value);
        }
        return value.doubleValue();
    }

    /** A whole number that must be there. */
    public long wholeNumber(String key) throws ConfigException {
        JsonNode value = node.get(key);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw refused(key, "a whole number", value);
        }
        return value.longValue();
    }

    boolean flag(String key, boolean byDefault) throws ConfigException {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return byDefault;
        }
        if (!value.isBoolean()) {
            throw refused(key, "true or false", value);
        }
        return value.booleanValue();
    }

    /** One of these texts. */
    public String oneOf(String key, String byDefault, String... allowed) throws ConfigException {
        JsonNode value = node.get(key);
        String text = value == null || value.isNull() ? byDefault : value.asText();
        for (String each : allowed) {
            if (each.equals(text)) {
                return text;
            }
        }
        throw refused(key, String.join(" or ", allowed), value);
    }

    ImageSize imageSize(String key, int byDefault) throws ConfigException {
        JsonNode value = node.get(key);
        if (value == null || !value.isArray()) {
            int side = positive(key, byDefault);
            return new ImageSize(side, side);
        }
        if (value.size() != 2
                || !value.get(0).canConvertToInt()
                || !value.get(1).canConvertToInt()
                || value.get(0).intValue() < 1
                || value.get(1).intValue() < 1) {
            throw refused(key, "a number or [height, width]", value);
        }
        return new ImageSize(value.get(0).intValue(), value.get(1).intValue());
    }

    /** The sentence that says where, what was expected and what was found (null where nothing was). */
    public ConfigException refused(String key, String expected, JsonNode found) {
        String text = found == null ? "nothing" : found.toString();
        String shown = text.length() > 80 ? text.substring(0, 77) + "..." : text;
        return new ConfigException(place + key + ": expected " + expected + ", found " + shown + ".");
    }
}
