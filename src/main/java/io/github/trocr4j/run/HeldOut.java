package io.github.trocr4j.run;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.train.TrainingConfig;
import java.util.List;

/**
 * The training digits in two parts: to learn from, and to choose the best model by.
 *
 * @param train digits to learn from
 * @param validation strips of the others; empty where none are held out
 */
public record HeldOut(DigitSet train, List<Strip> validation) {
    private static final int LARGEST_SHARE = 6;

    /** Holds out what the training asks for, or of few digits a sixth. */
    public static HeldOut of(DigitSet digits, TrainingConfig config) {
        DigitSet.Split split = digits.holdOut(count(digits, config), config.seed());
        return new HeldOut(split.train(), SequenceDataset.inOrder(split.validation()));
    }

    /** Strips in an epoch, without splitting the digits. */
    public static int stripsToLearnFrom(DigitSet digits, TrainingConfig config) {
        return (digits.size() - count(digits, config)) / Strip.LENGTH;
    }

    /** Strips that are held out, likewise. */
    public static int stripsHeldOut(DigitSet digits, TrainingConfig config) {
        return count(digits, config) / Strip.LENGTH;
    }

    private static int count(DigitSet digits, TrainingConfig config) {
        return Math.min(config.validationDigits(), digits.size() / LARGEST_SHARE) / Strip.LENGTH * Strip.LENGTH;
    }
}
