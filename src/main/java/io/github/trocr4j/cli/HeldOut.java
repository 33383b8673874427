package io.github.trocr4j.cli;

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
record HeldOut(DigitSet train, List<Strip> validation) {
    private static final int LARGEST_SHARE = 6;

    /** Holds out what the training asks for, or of few digits a sixth. */
    static HeldOut of(DigitSet digits, TrainingConfig config) {
        int count = Math.min(config.validationDigits(), digits.size() / LARGEST_SHARE) / Strip.LENGTH * Strip.LENGTH;
        DigitSet.Split split = digits.holdOut(count, config.seed());
        return new HeldOut(split.train(), SequenceDataset.inOrder(split.validation()));
    }
}
