package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.trocr4j.model.Generation.GreedySearch;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens: 0 pads, 1 ends, 2 and 3 are characters. */
class GreedySearchTest {
    private static final OptionalInt PAD = OptionalInt.of(0);
    private static final OptionalInt END = OptionalInt.of(1);
    private static final float[] ENDING = {0, 3, 2, 1};
    private static final float[] GOING_ON = {0, 1, 2, 3};

    @Test
    void theMostProbableTokenIsChosenUntilTheEnd() {
        Generation found = search(GenerationConfig.upTo(4), GOING_ON, GOING_ON, ENDING);
        assertThat(found.ids()[0]).containsExactly(3, 3, 1);
        assertThat(found.probabilities()[0][2]).isCloseTo(softmax(ENDING, 1, 1), Offset.offset(1e-6f));
    }

    @Test
    void ofEquallyProbableTokensTheFirstIsChosen() {
        assertThat(search(GenerationConfig.upTo(1), new float[] {-1, -2, 5, 5}).ids()[0])
                .containsExactly(2);
    }

    @Test
    void theEndTokenIsNotChosenBeforeTheMinimum() {
        Generation found = search(new GenerationConfig(2, 4, false, Set.of(), 1), ENDING, ENDING, ENDING);
        assertThat(found.ids()[0]).containsExactly(2, 2, 1);
        assertThat(found.probabilities()[0][0]).isCloseTo(softmax(ENDING, 2, 1), Offset.offset(1e-6f));
    }

    @Test
    void theLastTokenIsTheEndTokenIfThatIsForced() {
        Generation forced = search(new GenerationConfig(0, 2, true, Set.of(), 1), GOING_ON, GOING_ON);
        assertThat(forced.ids()[0]).containsExactly(3, 1);
        assertThat(forced.probabilities()[0][1]).isCloseTo(softmax(GOING_ON, 1, 1), Offset.offset(1e-6f));
        Generation free = search(GenerationConfig.upTo(2), GOING_ON, GOING_ON);
        assertThat(free.ids()[0]).containsExactly(3, 3);
    }

    @Test
    void withoutAnEndTokenNothingIsForcedOrMasked() {
        GreedySearch search = new GreedySearch(
                1, new GenerationConfig(1, 2, true, Set.of(), 1), OptionalInt.empty(), OptionalInt.empty());
        search.choose(0, new float[][] {ENDING});
        search.choose(1, new float[][] {GOING_ON});
        assertThat(search.finished()).isFalse();
        assertThat(search.result().ids()[0]).containsExactly(1, 3);
    }

    @Test
    void rowsThatEndedArePaddedWithCertainty() {
        GreedySearch search = new GreedySearch(2, GenerationConfig.upTo(3), END, PAD);
        search.choose(0, new float[][] {ENDING, GOING_ON});
        assertThat(search.finished()).isFalse();
        assertThat(search.choose(1, new float[][] {GOING_ON, ENDING})).containsExactly(0, 1);
        assertThat(search.finished()).isTrue();
        assertThat(search.result().ids()).isDeepEqualTo(new int[][] {{1, 0}, {3, 1}});
        assertThat(search.result().probabilities()[0][1]).isOne();
    }

    @ParameterizedTest
    @ValueSource(floats = {1e-6f, 0.1f, 1, 10, 1e6f})
    void temperatureChangesTheProbabilityOnly(float temperature) {
        Generation found = search(new GenerationConfig(1, 2, true, Set.of(), temperature), ENDING, GOING_ON);
        assertThat(found.ids()[0]).containsExactly(2, 1);
        assertThat(found.probabilities()[0][0]).isCloseTo(softmax(ENDING, 2, temperature), Offset.offset(1e-6f));
        assertThat(found.probabilities()[0][1]).isCloseTo(softmax(GOING_ON, 1, temperature), Offset.offset(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({"-1, 5, 1", "0, 0, 1", "6, 5, 1", "0, 5, 0", "0, 5, -1", "0, 5, NaN", "0, 5, Infinity"})
    void impossibleConfigurationsAreRefused(int min, int max, float temperature) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GenerationConfig(min, max, true, Set.of(), temperature));
    }

    private static Generation search(GenerationConfig config, float[]... logits) {
        GreedySearch search = new GreedySearch(1, config, END, PAD);
        for (int t = 0; t < logits.length && !search.finished(); t++) {
            search.choose(t, new float[][] {logits[t]});
        }
        return search.result();
    }

    private static float softmax(float[] logits, int id, double temperature) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((logit - logits[id]) / temperature);
        }
        return (float) (1 / sum);
    }
}
