package io.github.trocr4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {
    /** 81 of 263 and 15 of 148 are the worked examples of Newcombe, Statistics in Medicine 17 (1998), table I. */
    @Test
    void theIntervalIsWilsons() {
        assertThat(new Proportion(81, 263).low95()).isEqualTo(0.2553, within(5e-5));
        assertThat(new Proportion(81, 263).high95()).isEqualTo(0.3662, within(5e-5));
        assertThat(new Proportion(15, 148).low95()).isEqualTo(0.0624, within(5e-5));
        assertThat(new Proportion(15, 148).high95()).isEqualTo(0.1605, within(5e-5));
    }

    @Test
    void theIntervalStaysWithinZeroAndOne() {
        assertThat(new Proportion(0, 20).low95()).isZero();
        assertThat(new Proportion(0, 20).high95()).isEqualTo(0.1611, within(5e-5));
        assertThat(new Proportion(29, 29).high95()).isEqualTo(1);
        assertThat(new Proportion(29, 29).low95()).isEqualTo(0.8830, within(5e-5));
    }

    @Test
    void refusesInvalidProportions() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(-1, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Proportion(3, 2))
                .withMessageContaining("3 of 2");
    }
}
