package io.github.trocr4j.teacher.training;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.teacher.TeacherArchitecture;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a convolutional teacher is trained: AdamW, a linear warm-up and half a cosine.
 *
 * @param architecture the network
 * @param epochs passes over the digits
 * @param batch digits in a step
 * @param learningRate highest learning rate
 * @param warmup steps until it is reached
 * @param weightDecay of the weights, multiplied by the learning rate
 * @param labelSmoothing share of each label that is spread over all classes
 * @param average decay of the moving average of the weights, which is evaluated and saved; 0 for none
 * @param augmentation random changes of each digit
 * @param validation training digits that are held out
 * @param seed of everything that is random
 */
public record TeacherRecipe(
        TeacherArchitecture architecture,
        int epochs,
        int batch,
        double learningRate,
        int warmup,
        double weightDecay,
        double labelSmoothing,
        double average,
        Augmentation augmentation,
        int validation,
        long seed) {
    private static final String EPOCHS = "epochs";
    private static final String BATCH = "batch_size";
    private static final String LEARNING_RATE = "learning_rate";
    private static final String WARMUP = "warmup_steps";
    private static final String WEIGHT_DECAY = "weight_decay";
    private static final String LABEL_SMOOTHING = "label_smoothing";
    private static final String AVERAGE = "ema_decay";
    private static final String AUGMENTATION = "augmentation";
    private static final String VALIDATION = "validation_digits";
    private static final String SEED = "seed";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public TeacherRecipe {
        require(epochs >= 1, "epochs", "at least 1", epochs);
        require(batch >= 2, "batch", "at least 2 digits, as batch normalisation needs", batch);
        require(learningRate > 0 && Double.isFinite(learningRate), "learning rate", "more than 0", learningRate);
        require(warmup >= 0, "warm-up", "0 or more steps", warmup);
        require(weightDecay >= 0 && Double.isFinite(weightDecay), "weight decay", "0 or more", weightDecay);
        require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing", "0 to below 1", labelSmoothing);
        require(average >= 0 && average < 1, "moving average", "0 to below 1", average);
        require(validation >= 0, "held-out digits", "0 or more", validation);
    }

    private static void require(boolean fine, String what, String expected, Number found) {
        if (!fine) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found + ".");
        }
    }

    /** Returns the recipe as JSON. */
    public JsonObject json() {
        JsonObject json = architecture.json();
        json.put(EPOCHS, epochs);
        json.put(BATCH, batch);
        json.put(LEARNING_RATE, learningRate);
        json.put(WARMUP, warmup);
        json.put(WEIGHT_DECAY, weightDecay);
        json.put(LABEL_SMOOTHING, labelSmoothing);
        json.put(AVERAGE, average);
        json.put(AUGMENTATION, name(augmentation));
        json.put(VALIDATION, validation);
        json.put(SEED, seed);
        return json;
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if it is something else; the message begins with the key
     */
    public static TeacherRecipe of(JsonValue json) {
        return new TeacherRecipe(
                TeacherArchitecture.of(json),
                (int) number(json, EPOCHS),
                (int) number(json, BATCH),
                number(json, LEARNING_RATE),
                (int) number(json, WARMUP),
                number(json, WEIGHT_DECAY),
                number(json, LABEL_SMOOTHING),
                number(json, AVERAGE),
                augmentation(json.path(AUGMENTATION).asText("nothing")),
                (int) number(json, VALIDATION),
                json.path(SEED).longValue());
    }

    /**
     * Returns the augmentation of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Augmentation augmentation(String name) {
        return Arrays.stream(Augmentation.values())
                .filter(each -> name(each).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(AUGMENTATION + ": expected one of "
                        + Arrays.stream(Augmentation.values())
                                .map(TeacherRecipe::name)
                                .collect(Collectors.joining(", "))
                        + ", found " + name + "."));
    }

    private static String name(Augmentation augmentation) {
        return augmentation.name().toLowerCase(Locale.ROOT);
    }

    private static double number(JsonValue json, String key) {
        JsonValue value = json.path(key);
        if (!value.isNumber()) {
            throw new IllegalArgumentException(
                    key + ": expected a number, found " + (value.isMissing() ? "nothing" : "something else") + ".");
        }
        return value.doubleValue();
    }
}
