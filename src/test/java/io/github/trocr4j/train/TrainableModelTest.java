package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.DigitHead;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainableModelTest {
    @Test
    void aModelOfTextIsRefused() {
        refuses(SmallModels.text(), "config.json has no digit_head; import the checkpoint with a digit head.");
    }

    @Test
    void aHeadThatNobodyEvaluatesIsRefusedBeforeTheFirstStep() {
        DigitHead nine = new DigitHead(9, 5, 10, Decoding.AUTOREGRESSIVE);
        DigitHead four = new DigitHead(10, 4, 10, Decoding.AUTOREGRESSIVE);
        String expected = "expected digit_head.classes 10 and digit_head.length 5, found ";
        refuses(SmallModels.model(SmallModels.config(Optional.of(nine))), expected + "9 and 5.");
        refuses(SmallModels.model(SmallModels.config(Optional.of(four))), expected + "10 and 4.");
    }

    private static void refuses(ModelDirectory model, String message) {
        assertThatThrownBy(() -> new TrainableModel(
                        SmallTraining.of(1, 2, 1).build(),
                        model.weights(),
                        model.processor(),
                        GraphEngine.PLAIN,
                        TrainableModel.labelLength(model.config())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Training needs a model with a head for 5 digits: " + message);
    }
}
