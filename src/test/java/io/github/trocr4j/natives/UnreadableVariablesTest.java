package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadableVariablesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "1", "04", "+2", "99999"})
    void whatNd4jReadsIsFine(String threads) {
        assertThat(UnreadableVariables.of(Map.of("OMP_NUM_THREADS", threads))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4,3", "4,", " 4 ", "4 , 3,2"})
    void ofAListTheFirstNumberIsToBeSet(String threads) {
        assertThat(UnreadableVariables.of(Map.of("OMP_NUM_THREADS", threads)))
                .hasValue("OMP_NUM_THREADS=" + threads
                        + " is set: ND4J reads a single number only; set OMP_NUM_THREADS=4.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-1", " ", ",4", "4.5", "4x", "0x4", "99999999999"})
    void nonsenseIsNamed(String threads) {
        assertThat(UnreadableVariables.of(Map.of("OMP_NUM_THREADS", threads)))
                .hasValue("OMP_NUM_THREADS=" + threads
                        + " is set: expected a number of threads from 1 to 99999; set one, or unset it.");
    }

    @Test
    void aPriorityIsAWholeNumber() {
        assertThat(UnreadableVariables.of(Map.of("BACKEND_PRIORITY_CPU", "10", "BACKEND_PRIORITY_GPU", "")))
                .isEmpty();
        assertThat(UnreadableVariables.of(Map.of("BACKEND_PRIORITY_GPU", "high")))
                .hasValue("BACKEND_PRIORITY_GPU=high is set: ND4J expects a whole number; unset it.");
    }
}
