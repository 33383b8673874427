package io.github.trocr4j.train;

import io.github.trocr4j.data.lines.ComposedRows;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigNode;
import java.util.List;

/**
 * The part of a recipe that is about rows of numbers, which {@link ComposedRows} composes from digits: {@code rows} in
 * its JSON.
 *
 * @param rowsPerEpoch rows in an epoch; no two epochs have the same ones
 * @param shortRowsFirst rows, over all epochs, of a beginning with short and plain ones; see {@link RowExamples}
 * @param validationRows rows of held-out digits that the best model is chosen by; 0 for none
 * @param testRows rows of test digits that measure that model
 */
public record RowRecipe(int rowsPerEpoch, long shortRowsFirst, int validationRows, int testRows) {
    private static final String ROWS_PER_EPOCH = "rows_per_epoch";
    private static final String SHORT_ROWS_FIRST = "short_rows_first";
    private static final String VALIDATION_ROWS = "validation_rows";
    private static final String TEST_ROWS = "test_rows";
    private static final List<String> KEYS = List.of(ROWS_PER_EPOCH, SHORT_ROWS_FIRST, VALIDATION_ROWS, TEST_ROWS);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range; the message begins with its key
     */
    public RowRecipe {
        require(rowsPerEpoch >= 1, ROWS_PER_EPOCH, "at least 1", rowsPerEpoch);
        require(shortRowsFirst >= 0, SHORT_ROWS_FIRST, "0 or more", shortRowsFirst);
        require(validationRows >= 0, VALIDATION_ROWS, "0 or more", validationRows);
        require(testRows >= 1, TEST_ROWS, "at least 1", testRows);
    }

    private static void require(boolean fine, String key, String expected, long found) {
        if (!fine) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found + ".");
        }
    }

    static RowRecipe parse(ConfigNode node) throws ConfigException {
        node.requireOnly(KEYS);
        try {
            return new RowRecipe(
                    Math.toIntExact(node.wholeNumber(ROWS_PER_EPOCH)),
                    node.wholeNumber(SHORT_ROWS_FIRST),
                    Math.toIntExact(node.wholeNumber(VALIDATION_ROWS)),
                    Math.toIntExact(node.wholeNumber(TEST_ROWS)));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigException(node.prefix() + e.getMessage(), e);
        }
    }

    JsonObject tree() {
        JsonObject node = new JsonObject();
        return node.put(ROWS_PER_EPOCH, rowsPerEpoch)
                .put(SHORT_ROWS_FIRST, shortRowsFirst)
                .put(VALIDATION_ROWS, validationRows)
                .put(TEST_ROWS, testRows);
    }
}
