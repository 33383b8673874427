package io.github.trocr4j.teacher.training;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.teacher.TeacherArchitecture;
import java.util.Locale;

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
        json.put("epochs", epochs);
        json.put("batch_size", batch);
        json.put("learning_rate", learningRate);
        json.put("warmup_steps", warmup);
        json.put("weight_decay", weightDecay);
        json.put("label_smoothing", labelSmoothing);
        json.put("ema_decay", average);
        json.put("augmentation", augmentation.name().toLowerCase(Locale.ROOT));
        json.put("validation_digits", validation);
        json.put("seed", seed);
        return json;
    }
}
