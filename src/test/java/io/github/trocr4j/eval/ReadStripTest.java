package io.github.trocr4j.eval;

import static io.github.trocr4j.eval.Readings.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReadStripTest {
    @Test
    void isExactOnlyIfExactlyTheExpectedDigitsAreRead() {
        assertThat(reading("19484", "19484", 1.0).isExact()).isTrue();
        assertThat(reading("19484", "19844", 1.0).isExact()).isFalse();
        assertThat(reading("19484", "1948", 1.0).isExact()).isFalse();
        assertThat(reading("19484", "194844", 1.0).isExact()).isFalse();
    }

    @Test
    void theConfidenceOfTheStripIsTheProductOfItsDigits() {
        assertThat(reading("12", "12", 0.5f, 0.25f).stripConfidence()).isEqualTo(0.125, within(1e-12));
        assertThat(reading("12", "", 1.0).stripConfidence()).isZero();
    }

    @Test
    void keepsItsOwnCopyOfTheArrays() {
        int[] digits = {1, 2};
        ReadStrip strip = new ReadStrip(digits, digits, new float[] {1, 1});

        digits[0] = 9;
        strip.read()[1] = 9;

        assertThat(strip.expected()).containsExactly(1, 2);
        assertThat(strip.read()).containsExactly(1, 2);
    }

    @Test
    void refusesInvalidReadings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reading("", "1", 1.0))
                .withMessageContaining("no digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reading("12", "12", 0.5f, 0.5f, 0.5f))
                .withMessage("3 confidences for 2 digits read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReadStrip(new int[] {1}, new int[] {10}, new float[] {1}))
                .withMessageContaining("read")
                .withMessageContaining("10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReadStrip(new int[] {-1}, new int[] {1}, new float[] {1}))
                .withMessageContaining("expected");
        assertThatIllegalArgumentException().isThrownBy(() -> reading("1", "1", 1.01));
        assertThatIllegalArgumentException().isThrownBy(() -> reading("1", "1", Double.NaN));
    }
}
