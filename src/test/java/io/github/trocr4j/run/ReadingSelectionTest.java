package io.github.trocr4j.run;

import static io.github.trocr4j.eval.Readings.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.trocr4j.eval.ReadStrip;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingSelectionTest {
    private static final ReadStrip RIGHT = reading("12", "12", 1.0);
    private static final ReadStrip SURE_OF_ITS_ERROR = reading("12", "13", 0.3f, 0.9f);
    private static final ReadStrip DOUBTFUL_OF_ITS_ERROR = reading("12", "13", 1f, 0.4f);
    private static final ReadStrip TOO_SHORT = reading("12", "1", 1.0);

    @Test
    void theWorstErrorHasTheHighestConfidence() {
        List<ReadStrip> readings = List.of(TOO_SHORT, DOUBTFUL_OF_ITS_ERROR, RIGHT, SURE_OF_ITS_ERROR);

        assertThat(EvaluationPictures.ReadingSelection.worst(readings, 9)).containsExactly(3, 1, 0);
        assertThat(EvaluationPictures.ReadingSelection.worst(readings, 1)).containsExactly(3);
        assertThat(EvaluationPictures.ReadingSelection.worst(List.of(RIGHT), 5)).isEmpty();
    }

    @Test
    void equalConfidencesKeepTheirOrder() {
        assertThat(EvaluationPictures.ReadingSelection.worst(List.of(SURE_OF_ITS_ERROR, RIGHT, SURE_OF_ITS_ERROR), 2))
                .containsExactly(0, 2);
    }

    @Test
    void mixesRightOnesFirstThenWrongOnes() {
        assertThat(EvaluationPictures.ReadingSelection.mixed(List.of(TOO_SHORT, RIGHT, TOO_SHORT, RIGHT, RIGHT), 4))
                .containsExactly(1, 3, 0, 2);
    }

    @Test
    void fillsUpWithTheOtherKind() {
        assertThat(EvaluationPictures.ReadingSelection.mixed(List.of(TOO_SHORT, RIGHT, RIGHT, RIGHT, RIGHT), 4))
                .containsExactly(1, 2, 3, 0);
        assertThat(EvaluationPictures.ReadingSelection.mixed(List.of(TOO_SHORT, TOO_SHORT, RIGHT, TOO_SHORT), 3))
                .containsExactly(2, 0, 1);
        assertThat(EvaluationPictures.ReadingSelection.mixed(List.of(RIGHT, RIGHT), 6))
                .containsExactly(0, 1);
    }

    @Test
    void refusesNegativeCounts() {
        assertThatIllegalArgumentException().isThrownBy(() -> EvaluationPictures.ReadingSelection.worst(List.of(), -1));
        assertThatIllegalArgumentException().isThrownBy(() -> EvaluationPictures.ReadingSelection.mixed(List.of(), -1));
    }
}
