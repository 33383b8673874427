package io.github.trocr4j.run;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.train.TrainingConfig;
import java.util.List;

/**
 * The training digits, split into a training part and a validation part.
 *
 * @param train the digits to train on
 * @param validation the strips of the held-out digits, used to choose the best model; empty if none are held out
 */
public record HeldOut(DigitSet train, List<Strip> validation) {
    private static final int LARGEST_SHARE = 6;

    /** Holds out the configured number of digits, but at most a sixth. */
    public static HeldOut of(DigitSet digits, TrainingConfig config) {
        DigitSet.Split split = digits.holdOut(count(digits, config), config.seed());
        return new HeldOut(split.train(), SequenceDataset.inOrder(split.validation()));
    }

    /** Returns the number of strips in an epoch, without splitting the digits. */
    public static int stripsToLearnFrom(DigitSet digits, TrainingConfig config) {
        return (digits.size() - count(digits, config)) / Strip.LENGTH;
    }

    /** Returns the number of strips held out, without splitting the digits. */
    public static int stripsHeldOut(DigitSet digits, TrainingConfig config) {
        return count(digits, config) / Strip.LENGTH;
    }

    private static int count(DigitSet digits, TrainingConfig config) {
        return Math.min(config.validationDigits(), digits.size() / LARGEST_SHARE) / Strip.LENGTH * Strip.LENGTH;
    }
}
