package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReadingTest {
    @Test
    void theConfidenceIsTheProductOfTheDigitsConfidences() {
        Reading reading = new Reading("704", List.of(0.5f, 1f, 0.25f));
        assertThat(reading.confidence()).isEqualTo(0.125f);
        assertThat(new Reading("11", List.of(0.9f, 0.9f)).confidence()).isEqualTo(0.81f, Offset.offset(1e-6f));
    }

    @Test
    void readingsWithTheSameContentAreEqual() {
        assertThat(new Reading("1", List.of(0.5f))).isEqualTo(new Reading("1", List.of(0.5f)));
    }

    @Test
    void theListIsCopied() {
        List<Float> confidences = new ArrayList<>(List.of(0.5f));
        Reading reading = new Reading("1", confidences);
        confidences.set(0, 1f);
        assertThat(reading.confidences()).containsExactly(0.5f);
    }

    @Test
    void invalidReadingsAreRefused() {
        assertThatThrownBy(() -> new Reading("1a", List.of(1f, 1f))).hasMessage("expected digits, found '1a'");
        assertThatThrownBy(() -> new Reading("٣", List.of(1f))).hasMessage("expected digits, found '٣'");
        assertThatThrownBy(() -> new Reading("12", List.of(1f)))
                .hasMessage("expected a confidence for each of the 2 digits, found 1");
        assertThatThrownBy(() -> new Reading("1", List.of(1.5f)))
                .hasMessage("expected confidences of 0 to 1, found 1.5");
        assertThatThrownBy(() -> new Reading("1", List.of(Float.NaN)))
                .hasMessage("expected confidences of 0 to 1, found NaN");
    }
}
