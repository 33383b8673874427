package io.github.trocr4j.train;

import io.github.trocr4j.data.lines.LineAugmentation;
import io.github.trocr4j.data.lines.LineDataReader.Columns;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigNode;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.DigitVocabulary;
import io.github.trocr4j.text.TrainingVocabulary;
import java.util.List;
import java.util.OptionalInt;

/**
 * The part of a recipe that is about lines of text: {@code lines} in its JSON, which recipes for strips of digits do
 * not have.
 *
 * @param alphabet the characters that the model reads, each once; {@link #FROM_DATA} for those of the texts;
 *     {@link #DIGITS} for a model with a digit head, whose lines all have its number of digits; or {@link #ORIGINAL}
 *     for a model of text with its own tokenizer
 * @param columns the columns of tables
 * @param validationShare share of the training lines, 0 to 1, that is held out to choose the best model, if the data
 *     has no split of its own for that; 0 for none
 * @param testShare share that is held out to measure that model, likewise
 * @param shortLinesFirst lines, over all epochs, of a beginning with short ones; see {@link LineExamples.Order}
 * @param augmentation random changes of each line in training
 * @param maxTokens most tokens of a text, special tokens included, with {@link #ORIGINAL}; empty for those of the
 *     longest text. Empty with other alphabets
 */
public record LineRecipe(
        String alphabet,
        Columns columns,
        double validationShare,
        double testShare,
        long shortLinesFirst,
        LineAugmentation augmentation,
        OptionalInt maxTokens) {
    /** Stands for all characters of the texts. */
    public static final String FROM_DATA = "from-data";

    /** Stands for a digit head. */
    public static final String DIGITS = "digits";

    /** Stands for the tokenizer of the model that is trained further. */
    public static final String ORIGINAL = "original";

    private static final String ALPHABET = "alphabet";
    private static final String FILE_NAME_COLUMN = "file_name_column";
    private static final String TEXT_COLUMN = "text_column";
    private static final String VALIDATION_SHARE = "validation_share";
    private static final String TEST_SHARE = "test_share";
    private static final String SHORT_LINES_FIRST = "short_lines_first";
    private static final String AUGMENTATION = "augmentation";
    private static final String MAX_TOKENS = "max_tokens";
    private static final List<String> KEYS = List.of(
            ALPHABET,
            FILE_NAME_COLUMN,
            TEXT_COLUMN,
            VALIDATION_SHARE,
            TEST_SHARE,
            SHORT_LINES_FIRST,
            AUGMENTATION,
            MAX_TOKENS);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range; the message begins with its key
     */
    public LineRecipe {
        requireShare(VALIDATION_SHARE, validationShare);
        requireShare(TEST_SHARE, testShare);
        if (validationShare + testShare >= 1) {
            throw new IllegalArgumentException(VALIDATION_SHARE + " and " + TEST_SHARE
                    + ": expected less than 1 together, found " + (validationShare + testShare) + ".");
        }
        if (shortLinesFirst < 0) {
            throw new IllegalArgumentException(
                    SHORT_LINES_FIRST + ": expected 0 or more lines, found " + shortLinesFirst + ".");
        }
        if (maxTokens.isPresent() && (!alphabet.equals(ORIGINAL) || maxTokens.getAsInt() < 1)) {
            throw new IllegalArgumentException(MAX_TOKENS + ": expected at least 1, with " + ALPHABET + " " + ORIGINAL
                    + " only, found " + maxTokens.getAsInt() + " with " + alphabet + ".");
        }
        if (!List.of(FROM_DATA, DIGITS, ORIGINAL).contains(alphabet)) {
            try {
                CharacterVocabulary.of(alphabet);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(ALPHABET + ": " + e.getMessage(), e);
            }
        }
    }

    private static void requireShare(String key, double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(key + ": expected 0 to below 1, found " + share + ".");
        }
    }

    /** Returns whether the model has a digit head. */
    public boolean digits() {
        return alphabet.equals(DIGITS);
    }

    /** Returns whether the model is trained with its own tokenizer. */
    public boolean original() {
        return alphabet.equals(ORIGINAL);
    }

    /** Returns the order of the lines in a training. */
    public LineExamples.Order order(TrainingConfig config) {
        return new LineExamples.Order(config.seed(), shortLinesFirst, augmentation, config.batchSize());
    }

    /** Returns what encodes the texts; the alphabet must not be {@link #FROM_DATA} or {@link #ORIGINAL}. */
    public TrainingVocabulary vocabulary() {
        return digits() ? new DigitVocabulary() : CharacterVocabulary.of(alphabet);
    }

    /**
     * Returns the most labels of a line, the end token included.
     *
     * @throws IllegalArgumentException if the model has no head for digits, but should have
     */
    public int labelLength(TrOcrConfig model) {
        if (original()) {
            return maxTokens.orElseThrow();
        }
        return digits() ? TrainableModel.labelLength(model) : model.decoder().maxPositionEmbeddings();
    }

    /** Returns the same recipe with another alphabet. */
    public LineRecipe withAlphabet(String other) {
        return new LineRecipe(
                other, columns, validationShare, testShare, shortLinesFirst, augmentation, OptionalInt.empty());
    }

    /** Returns the same recipe with other changes of the lines. */
    public LineRecipe withAugmentation(LineAugmentation other) {
        return new LineRecipe(alphabet, columns, validationShare, testShare, shortLinesFirst, other, maxTokens);
    }

    /** Returns the same recipe for texts of so many tokens at most. */
    public LineRecipe withMaxTokens(int most) {
        return new LineRecipe(
                alphabet, columns, validationShare, testShare, shortLinesFirst, augmentation, OptionalInt.of(most));
    }

    static LineRecipe parse(ConfigNode node) throws ConfigException {
        node.requireOnly(KEYS);
        ConfigNode augmentation = node.child(AUGMENTATION);
        try {
            return new LineRecipe(
                    node.text(ALPHABET),
                    new Columns(node.text(FILE_NAME_COLUMN), node.text(TEXT_COLUMN)),
                    node.number(VALIDATION_SHARE),
                    node.number(TEST_SHARE),
                    node.wholeNumber(SHORT_LINES_FIRST),
                    augmentation(augmentation),
                    node.has(MAX_TOKENS)
                            ? OptionalInt.of(
                                    (int) Math.max(0, Math.min(Integer.MAX_VALUE, node.wholeNumber(MAX_TOKENS))))
                            : OptionalInt.empty());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(node.prefix() + e.getMessage(), e);
        }
    }

    private static LineAugmentation augmentation(ConfigNode node) throws ConfigException {
        try {
            return LineAugmentation.of(node.node());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(node.prefix() + e.getMessage() + ".", e);
        }
    }

    JsonObject tree() {
        JsonObject node = new JsonObject();
        node.put(ALPHABET, alphabet);
        node.put(FILE_NAME_COLUMN, columns.fileName()).put(TEXT_COLUMN, columns.text());
        node.put(VALIDATION_SHARE, validationShare).put(TEST_SHARE, testShare);
        node.put(SHORT_LINES_FIRST, shortLinesFirst);
        node.set(AUGMENTATION, augmentation.tree());
        maxTokens.ifPresent(most -> node.put(MAX_TOKENS, most));
        return node;
    }
}
