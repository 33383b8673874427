package io.github.trocr4j.model;

import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A JSON object of a config.json with its location for error messages. A key that is absent or null has the given
 * default value, because HF writes only values that differ from its class defaults.
 *
 * @param prefix what precedes a key in error messages, such as {@code config.json: encoder.}
 * @param node the object
 */
public record ConfigNode(String prefix, JsonValue node) {
    /**
     * Parses the root object of a file.
     *
     * @param file the name of the file in error messages
     * @throws ConfigException if the text is not a JSON object
     */
    public static ConfigNode root(String file, byte[] json) throws ConfigException {
        JsonValue root;
        try {
            root = JsonTree.read(json);
        } catch (JsonException e) {
            throw new ConfigException(file + ": not valid JSON: " + e.getMessage() + ".", e);
        }
        if (!root.isObject()) {
            throw new ConfigException(file + ": expected a JSON object.");
        }
        return new ConfigNode(file + ": ", root);
    }

    /**
     * Checks that the object has no other keys.
     *
     * @param known in the order in which the message lists them
     * @throws ConfigException if it has; the message names the first by name
     */
    public void requireOnly(Collection<String> known) throws ConfigException {
        Set<String> others = new TreeSet<>(node.members().keySet());
        others.removeAll(known);
        if (!others.isEmpty()) {
            throw new ConfigException(prefix + others.iterator().next() + ": there is no such key; expected "
                    + String.join(", ", known) + ".");
        }
    }

    /**
     * Returns the object of a required key.
     *
     * @throws ConfigException if the value is missing or not an object
     */
    public ConfigNode child(String key) throws ConfigException {
        return new ConfigNode(prefix + key + ".", object(key));
    }

    /** Returns the object of a required key that is a complete config.json. See {@link #child}. */
    public ConfigNode document(String key) throws ConfigException {
        return new ConfigNode(prefix + key + ": ", object(key));
    }

    private JsonValue object(String key) throws ConfigException {
        JsonValue child = node.get(key);
        if (child == null || !child.isObject()) {
            throw unexpected(key, "an object", child);
        }
        return child;
    }

    /** Returns whether a key is present and not null. */
    public boolean has(String key) {
        return node.has(key) && !node.get(key).isNull();
    }

    int positive(String key, int defaultValue) throws ConfigException {
        JsonValue value = node.get(key);
        if (value == null || value.isNull()) {
            return defaultValue;
        }
        if (!value.isInt() || value.intValue() < 1) {
            throw unexpected(key, "a positive whole number", value);
        }
        return value.intValue();
    }

    /** Returns a token id, with a default for a key that is absent; null is no token. */
    OptionalInt tokenId(String key, int defaultValue) throws ConfigException {
        return node.has(key) ? tokenId(key) : OptionalInt.of(defaultValue);
    }

    OptionalInt tokenId(String key) throws ConfigException {
        JsonValue value = node.get(key);
        if (value == null || value.isNull()) {
            return OptionalInt.empty();
        }
        JsonValue first = value.isArray() && value.size() > 0 ? value.get(0) : value; // several ends
        if (!first.isInt() || first.intValue() < 0) {
            throw unexpected(key, "a token id", value);
        }
        return OptionalInt.of(first.intValue());
    }

    double number(String key, double defaultValue, double min, double max) throws ConfigException {
        JsonValue value = node.get(key);
        if (value == null || value.isNull()) {
            return defaultValue;
        }
        if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
            throw unexpected(key, "a number from " + min + " to " + max, value);
        }
        return value.doubleValue();
    }

    /**
     * Returns the number of a required key.
     *
     * @throws ConfigException if the value is missing or not a finite number
     */
    public double number(String key) throws ConfigException {
        JsonValue value = node.get(key);
        if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw unexpected(key, "a number", value);
        }
        return value.doubleValue();
    }

    /**
     * Returns the whole number of a required key.
     *
     * @throws ConfigException if the value is missing or not a whole number in the range of {@code long}
     */
    public long wholeNumber(String key) throws ConfigException {
        JsonValue value = node.get(key);
        if (value == null || !value.isLong()) {
            throw unexpected(key, "a whole number", value);
        }
        return value.longValue();
    }

    /**
     * Returns the text of a required key.
     *
     * @throws ConfigException if the value is missing or not text
     */
    public String text(String key) throws ConfigException {
        JsonValue value = node.get(key);
        if (value == null || !value.isText()) {
            throw unexpected(key, "text", value);
        }
        return value.textValue();
    }

    /**
     * Returns the value of a key that is true or false.
     *
     * @throws ConfigException if it is neither
     */
    public boolean flag(String key, boolean defaultValue) throws ConfigException {
        JsonValue value = node.get(key);
        if (value == null || value.isNull()) {
            return defaultValue;
        }
        if (!value.isBoolean()) {
            throw unexpected(key, "true or false", value);
        }
        return value.isTrue();
    }

    /**
     * Returns the text of a key, which must be one of the allowed ones.
     *
     * @throws ConfigException if it is none of them
     */
    public String oneOf(String key, String defaultValue, String... allowed) throws ConfigException {
        JsonValue value = node.get(key);
        String text = value == null || value.isNull() ? defaultValue : value.asText();
        for (String each : allowed) {
            if (each.equals(text)) {
                return text;
            }
        }
        throw unexpected(key, String.join(" or ", allowed), value);
    }

    ImageSize imageSize(String key, int defaultValue) throws ConfigException {
        JsonValue value = node.get(key);
        if (value == null || !value.isArray()) {
            int side = positive(key, defaultValue);
            return new ImageSize(side, side);
        }
        if (value.size() != 2
                || !value.get(0).isInt()
                || !value.get(1).isInt()
                || value.get(0).intValue() < 1
                || value.get(1).intValue() < 1) {
            throw unexpected(key, "a number or [height, width]", value);
        }
        return new ImageSize(value.get(0).intValue(), value.get(1).intValue());
    }

    /**
     * Creates an exception whose message has the location, the expected and the actual value.
     *
     * @param found the actual value, or null if the key is missing
     */
    public ConfigException unexpected(String key, String expected, JsonValue found) {
        String text = found == null ? "nothing" : found.toString();
        String shown = text.length() > 80 ? text.substring(0, 77) + "..." : text;
        return new ConfigException(prefix + key + ": expected " + expected + ", found " + shown + ".");
    }
}
