package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReaderOptionsTest {
    @Test
    void numbersOutOfRangeAreNamed() {
        assertThatThrownBy(() -> ReaderOptions.DEFAULT.withThreads(0))
                .hasMessage("threads: expected 1 to 9999, found 0");
        assertThatThrownBy(() -> ReaderOptions.DEFAULT.withBatchSize(0))
                .hasMessage("batchSize: expected 1 to 9999, found 0");
        assertThatThrownBy(() -> ReaderOptions.DEFAULT.withMinimumConfidence(Float.NaN))
                .hasMessage("minimumConfidence: expected 0 to 1, found NaN");
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "5, 4", "-1, -1"})
    void impossibleLengthsAreRefused(int min, int max) {
        assertThatThrownBy(() -> ReaderOptions.DEFAULT.withLength(min, max))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("found " + min + " to " + max);
    }

    @Test
    void eachOptionKeepsTheOthers() {
        ReaderOptions options = ReaderOptions.DEFAULT
                .withThreads(2)
                .withBatchSize(3)
                .withMinimumConfidence(0.5f)
                .withLength(4, 6)
                .withFindRows(false)
                .withBatchConcurrentReads(true);
        assertThat(options.threads()).hasValue(2);
        assertThat(options.batchSize()).isEqualTo(3);
        assertThat(options.minimumConfidence()).contains(0.5f);
        assertThat(options.length()).contains(new ReaderOptions.Length(4, 6));
        assertThat(options.findRows()).contains(false);
        assertThat(options.batchConcurrentReads()).isTrue();
    }

    @Test
    void byDefaultTheModelDecides() {
        assertThat(ReaderOptions.DEFAULT.minimumConfidence()).isEmpty();
        assertThat(ReaderOptions.DEFAULT.findRows()).isEqualTo(Optional.empty());
        assertThat(ReaderOptions.DEFAULT.length()).isEmpty();
    }

    @Test
    void lengthsReadAsWords() {
        assertThat(new ReaderOptions.Length(5, 5)).hasToString("5");
        assertThat(new ReaderOptions.Length(2, 7)).hasToString("2 to 7");
    }
}
