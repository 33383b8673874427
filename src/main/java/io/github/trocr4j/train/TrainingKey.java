package io.github.trocr4j.train;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The keys of a recipe's {@code training}, in the order in which they are written, with access to their values in a
 * {@link TrainingConfig}. A key is the constant's name in lower case.
 */
public enum TrainingKey {
    STEPS(wholeNumber(TrainingConfig::steps, TrainingConfigBuilder::steps)),
    BATCH_SIZE(count(TrainingConfig::batchSize, TrainingConfigBuilder::batchSize)),
    ACCUMULATION(count(TrainingConfig::accumulation, TrainingConfigBuilder::accumulation)),
    LEARNING_RATE(number(TrainingConfig::learningRate, TrainingConfigBuilder::learningRate)),
    MUON_SCALE(optional(TrainingConfig::muonScale, TrainingConfigBuilder::muonScale)),
    WARMUP_STEPS(wholeNumber(TrainingConfig::warmupSteps, TrainingConfigBuilder::warmupSteps)),
    LAYER_DECAY(number(TrainingConfig::layerDecay, TrainingConfigBuilder::layerDecay)),
    ADAM_BETA1(number(TrainingConfig::adamBeta1, TrainingConfigBuilder::adamBeta1)),
    ADAM_BETA2(number(TrainingConfig::adamBeta2, TrainingConfigBuilder::adamBeta2)),
    ADAM_EPSILON(number(TrainingConfig::adamEpsilon, TrainingConfigBuilder::adamEpsilon)),
    WEIGHT_DECAY(number(TrainingConfig::weightDecay, TrainingConfigBuilder::weightDecay)),
    CLIP_NORM(number(TrainingConfig::clipNorm, TrainingConfigBuilder::clipNorm)),
    LABEL_SMOOTHING(number(TrainingConfig::labelSmoothing, TrainingConfigBuilder::labelSmoothing)),
    EMA_DECAY(number(TrainingConfig::emaDecay, TrainingConfigBuilder::emaDecay)),
    DROP_PATH(optional(TrainingConfig::dropPath, TrainingConfigBuilder::dropPath)),
    FREEZE(oneOf(TrainingConfig.Freeze.class, TrainingConfig::freeze, TrainingConfigBuilder::freeze)),
    AUGMENTATION(oneOf(Augmentation.class, TrainingConfig::augmentation, TrainingConfigBuilder::augmentation)),
    AUGMENTED_EPOCHS(optionalCount(TrainingConfig::augmentedEpochs, TrainingConfigBuilder::augmentedEpochs)),
    VALIDATION_DIGITS(count(TrainingConfig::validationDigits, TrainingConfigBuilder::validationDigits)),
    PATIENCE(count(TrainingConfig::patience, TrainingConfigBuilder::patience)),
    SAVE_STEPS(wholeNumber(TrainingConfig::saveSteps, TrainingConfigBuilder::saveSteps)),
    SEED(wholeNumber(TrainingConfig::seed, TrainingConfigBuilder::seed));

    @SuppressWarnings("ImmutableEnumChecker") // method references without state
    private final Property<?> property;

    TrainingKey(Property<?> property) {
        this.property = property;
    }

    /** Returns the key as in JSON and messages. */
    public String key() {
        return lower(this);
    }

    /** Returns the value of this key in a training, as JSON. */
    public JsonValue of(TrainingConfig training) {
        return property.json(training);
    }

    /** Returns whether a recipe has this key: not if it has its default, 0, and older recipes do not have it. */
    boolean isWritten(TrainingConfig training) {
        return switch (this) {
            case MUON_SCALE -> training.muonScale() != 0;
            case DROP_PATH -> training.dropPath() != 0;
            case AUGMENTED_EPOCHS -> training.augmentedEpochs() != 0;
            default -> true;
        };
    }

    /** Reads the value of this key from a JSON object into a training. */
    public void read(ConfigNode object, TrainingConfigBuilder training) throws ConfigException {
        property.read(object, key(), training);
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(ConfigNode object, String key) throws ConfigException;
    }

    private record Property<T>(
            Function<TrainingConfig, T> get,
            BiConsumer<TrainingConfigBuilder, T> set,
            Reader<T> reader,
            Function<T, JsonValue> writer) {
        JsonValue json(TrainingConfig training) {
            return writer.apply(get.apply(training));
        }

        void read(ConfigNode object, String key, TrainingConfigBuilder training) throws ConfigException {
            set.accept(training, reader.read(object, key));
        }
    }

    private static Property<Long> wholeNumber(
            Function<TrainingConfig, Long> get, BiConsumer<TrainingConfigBuilder, Long> set) {
        return new Property<>(get, set, ConfigNode::wholeNumber, JsonValue::of);
    }

    private static Property<Integer> count(
            Function<TrainingConfig, Integer> get, BiConsumer<TrainingConfigBuilder, Integer> set) {
        Reader<Integer> reader = (object, key) -> {
            long value = object.wholeNumber(key);
            if (value != (int) value) {
                throw object.unexpected(
                        key,
                        "a whole number of at most " + Integer.MAX_VALUE,
                        object.node().get(key));
            }
            return (int) value;
        };
        return new Property<>(get, set, reader, JsonValue::of);
    }

    private static Property<Integer> optionalCount(
            Function<TrainingConfig, Integer> get, BiConsumer<TrainingConfigBuilder, Integer> set) {
        Property<Integer> count = count(get, set);
        return new Property<>(
                get, set, (object, key) -> object.has(key) ? count.reader.read(object, key) : 0, count.writer);
    }

    private static Property<Double> number(
            Function<TrainingConfig, Double> get, BiConsumer<TrainingConfigBuilder, Double> set) {
        return new Property<>(get, set, ConfigNode::number, JsonValue::of);
    }

    private static Property<Double> optional(
            Function<TrainingConfig, Double> get, BiConsumer<TrainingConfigBuilder, Double> set) {
        return new Property<>(get, set, (object, key) -> object.has(key) ? object.number(key) : 0, JsonValue::of);
    }

    private static <E extends Enum<E>> Property<E> oneOf(
            Class<E> type, Function<TrainingConfig, E> get, BiConsumer<TrainingConfigBuilder, E> set) {
        String[] names =
                Arrays.stream(type.getEnumConstants()).map(TrainingKey::lower).toArray(String[]::new);
        Reader<E> reader = (object, key) ->
                Enum.valueOf(type, object.oneOf(key, "nothing", names).toUpperCase(Locale.ROOT));
        return new Property<>(get, set, reader, value -> JsonValue.of(lower(value)));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
