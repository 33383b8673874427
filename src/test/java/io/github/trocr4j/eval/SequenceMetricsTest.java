package io.github.trocr4j.eval;

import static io.github.trocr4j.eval.Readings.reading;
import static io.github.trocr4j.eval.Readings.withLoss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceMetricsTest {
    @Test
    void countsStripsDigitsAndPositions() {
        SequenceMetrics metrics = SequenceMetrics.of(List.of(
                reading("12345", "12345", 1.0), reading("12345", "12354", 1.0), reading("00000", "10000", 1.0)));

        assertThat(metrics.strips()).isEqualTo(3);
        assertThat(metrics.exactStrips()).isEqualTo(1 / 3.0);
        assertThat(metrics.digitAccuracy()).isEqualTo(12 / 15.0);
        assertThat(metrics.positionAccuracy()).containsExactly(2 / 3.0, 1.0, 1.0, 2 / 3.0, 2 / 3.0);
    }

    @Test
    void missingDigitsAreWrong() {
        SequenceMetrics metrics = SequenceMetrics.of(List.of(reading("12345", "123", 1.0)));

        assertThat(metrics.exactStrips()).isZero();
        assertThat(metrics.positionAccuracy()).containsExactly(1.0, 1.0, 1.0, 0.0, 0.0);
        assertThat(metrics.similarity()).isEqualTo(0.6);
    }

    @Test
    void anExtraDigitMakesOnlyTheStripInexact() {
        SequenceMetrics metrics = SequenceMetrics.of(List.of(reading("12", "123", 1.0)));

        assertThat(metrics.exactStrips()).isZero();
        assertThat(metrics.digitAccuracy()).isEqualTo(1);
    }

    @Test
    void theSimilarityOfTheOriginalIgnoresOrder() {
        assertThat(SequenceMetrics.similarity(reading("19484", "19844", 1.0))).isEqualTo(1);
        assertThat(SequenceMetrics.similarity(reading("11234", "15555", 1.0))).isEqualTo(0.2);
        assertThat(SequenceMetrics.similarity(reading("12345", "11111", 1.0))).isEqualTo(0.2);
        assertThat(SequenceMetrics.similarity(reading("12345", "67890", 1.0))).isZero();
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void similarityIsNeverBelowTheShareOfRightDigits(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int kinds = random.nextInt(1, 11); // few kinds of digits, so that many are equal by chance
        ReadStrip strip = new ReadStrip(
                random.ints(5, 0, kinds).toArray(), random.ints(5, 0, kinds).toArray(), new float[5]);

        assertThat(SequenceMetrics.of(List.of(strip)).digitAccuracy())
                .as("seed %d", seed)
                .isLessThanOrEqualTo(SequenceMetrics.similarity(strip));
    }

    @Test
    void theConfusionMatrixHasWhatIsExpectedInItsRows() {
        SequenceMetrics.ConfusionMatrix confusion = SequenceMetrics.of(
                        List.of(reading("49494", "44944", 1.0), reading("44444", "444", 1.0)))
                .confusion();

        assertThat(confusion.count(4, 4)).isEqualTo(5);
        assertThat(confusion.count(4, 9)).isEqualTo(1);
        assertThat(confusion.count(9, 4)).isEqualTo(2);
        assertThat(confusion.counts()[9]).containsExactly(0, 0, 0, 0, 2, 0, 0, 0, 0, 0);
    }

    @Test
    void averagesTheLossIfAllStripsHaveOne() {
        assertThat(SequenceMetrics.of(List.of(withLoss("1", 0.5), withLoss("2", 1.5)))
                        .meanLoss())
                .hasValue(1);
        assertThat(SequenceMetrics.of(List.of(reading("1", "1", 1.0))).meanLoss())
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequenceMetrics.of(List.of(withLoss("1", 0.5), reading("1", "1", 1.0))))
                .withMessageContaining("loss");
    }

    @Test
    void comparesTheConfidenceOfStripsWithTheirExactness() {
        assertThat(SequenceMetrics.of(List.of(reading("12", "12", 0.5), reading("12", "12", 1.0)))
                        .meanStripConfidence())
                .isEqualTo(0.625, within(1e-12));
    }

    @Test
    void refusesInconsistentLists() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequenceMetrics.of(List.of()))
                .withMessage("no strips to measure");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequenceMetrics.of(List.of(reading("12", "12", 1.0), reading("123", "123", 1.0))))
                .withMessage("strips of different lengths: 2 and 3 digits");
    }
}
