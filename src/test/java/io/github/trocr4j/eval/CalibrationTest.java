package io.github.trocr4j.eval;

import static io.github.trocr4j.eval.Readings.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void aCalibratedReaderHasNoError() {
        Calibration calibration = Calibration.of(List.of(reading("1234", "1239", 0.75)));

        assertThat(calibration.expectedCalibrationError()).isZero();
        assertThat(calibration.meanConfidence()).isEqualTo(0.75);
        assertThat(calibration.bins().get(7)).isEqualTo(new Calibration.Bin(0.7, 0.8, 4, 0.75, 0.75));
    }

    @Test
    void weighsTheGapOfEachBinByItsCount() {
        // Three digits at 0.875, all correct: gap 0.125. One at 0.5, wrong: gap 0.5. (3 * 0.125 + 1 * 0.5) / 4
        Calibration calibration = Calibration.of(List.of(reading("1234", "1239", 0.875f, 0.875f, 0.875f, 0.5f)));

        assertThat(calibration.expectedCalibrationError()).isEqualTo(0.21875, within(1e-9));
    }

    @Test
    void theUpperEndOfABinBelongsToIt() {
        List<Calibration.Bin> bins = Calibration.of(List.of(reading("1234", "1234", 0f, 0.5f, 0.50001f, 1f)))
                .bins();

        assertThat(bins).hasSize(10).extracting(Calibration.Bin::count).containsExactly(1, 0, 0, 0, 1, 1, 0, 0, 0, 1);
    }

    @Test
    void withoutReadingsTheErrorIsZero() {
        Calibration calibration = Calibration.of(List.of(reading("1234", "", 1.0)));

        assertThat(calibration.expectedCalibrationError()).isZero();
        assertThat(calibration.meanConfidence()).isZero();
    }
}
