package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens: 0 pads, 1 starts and ends, 2 and 3 are characters. */
class GreedySearchTest {
    private static final float[] ENDING = {0, 3, 2, 1};
    private static final float[] GOING_ON = {0, 1, 2, 3};
    private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

    @Test
    void theMostProbableTokenIsChosenUntilTheEnd() {
        Generation found = search(upTo(4), GOING_ON, GOING_ON, ENDING);
        assertThat(found.ids()[0]).containsExactly(3, 3, 1);
        assertThat(found.probabilities()[0][2]).isCloseTo(softmax(ENDING, 1, 1), ROUNDING);
        assertThat(found.scores()).isEmpty();
    }

    @Test
    void ofEquallyProbableTokensTheFirstIsChosen() {
        assertThat(search(upTo(1), new float[] {-1, -2, 5, 5}).ids()[0]).containsExactly(2);
    }

    @Test
    void theEndTokenIsNotChosenBeforeTheMinimum() {
        Generation found = search(upTo(4).minNewTokens(OptionalInt.of(2)), ENDING, ENDING, ENDING);
        assertThat(found.ids()[0]).containsExactly(2, 2, 1);
        assertThat(found.probabilities()[0][0]).isCloseTo(softmax(ENDING, 2, 1), ROUNDING);
    }

    @Test
    void minLengthCountsTheStartToken() {
        assertThat(search(upTo(4).minLength(2), ENDING, ENDING).ids()[0]).containsExactly(2, 1);
        assertThat(search(upTo(4).minLength(9).minNewTokens(OptionalInt.of(1)), ENDING, ENDING)
                        .ids()[0])
                .as("min_new_tokens replaces it")
                .containsExactly(2, 1);
    }

    @Test
    void maxLengthCountsTheStartToken() {
        assertThat(search(settings().maxLength(OptionalInt.of(3)), GOING_ON, GOING_ON)
                        .ids()[0])
                .containsExactly(3, 3);
        assertThat(search(upTo(1).maxLength(OptionalInt.of(3)), GOING_ON).ids()[0])
                .as("max_new_tokens replaces it")
                .containsExactly(3);
    }

    @Test
    void withoutAnyLengthThereAreTwentyTokens() {
        ScriptedLogits endless = new ScriptedLogits((picture, ids) -> GOING_ON);
        assertThat(GreedySearch.search(endless, 1, settings().build()).ids()[0]).hasSize(20);
    }

    @Test
    void theLastTokenIsTheEndTokenIfThatIsForced() {
        Generation forced = search(upTo(2).forcedEosTokenId(List.of(1)), GOING_ON, GOING_ON);
        assertThat(forced.ids()[0]).containsExactly(3, 1);
        assertThat(forced.probabilities()[0][1]).isCloseTo(softmax(GOING_ON, 1, 1), ROUNDING);
        assertThat(search(upTo(2), GOING_ON, GOING_ON).ids()[0]).containsExactly(3, 3);
    }

    @Test
    void withoutAnEndTokenNothingEnds() {
        Generation found = search(upTo(2).eosTokenId(List.of()).minLength(9), ENDING, GOING_ON);
        assertThat(found.ids()[0]).containsExactly(1, 3);
    }

    @Test
    void eachOfSeveralEndTokensEnds() {
        assertThat(search(upTo(2).eosTokenId(List.of(1, 3)), GOING_ON).ids()[0]).containsExactly(3);
    }

    @Test
    void rowsThatEndedArePaddedWithCertainty() {
        ScriptedLogits decoder = new ScriptedLogits((picture, ids) -> ids.size() > picture ? ENDING : GOING_ON);
        Generation found = GreedySearch.search(decoder, 3, upTo(5).build());
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{1, 0, 0}, {3, 1, 0}, {3, 3, 1}});
        assertThat(found.probabilities()[0][1]).isOne();
    }

    @Test
    void rowsThatEndedLeaveTheBatch() {
        // the end token of picture i has i tokens before it
        ScriptedLogits decoder = new ScriptedLogits((picture, ids) -> ids.size() > picture ? ENDING : GOING_ON);
        Generation found = GreedySearch.search(decoder, 6, upTo(9).build());
        assertThat(decoder.calls).containsExactly(6, 6, 6, 3, 3, 1);
        for (int picture = 0; picture < 6; picture++) {
            int[] ids = Generation.untilEnd(found.ids()[picture], List.of(1));
            assertThat(ids).hasSize(picture + 1).endsWith(1);
        }
    }

    @Test
    void ifNothingIsPossibleTheFirstTokenIsChosen() {
        Generation found = search(upTo(1).suppressTokens(Set.of(0, 1, 2, 3)), GOING_ON);
        assertThat(found.ids()[0]).containsExactly(0);
    }

    @ParameterizedTest
    @ValueSource(floats = {1e-6f, 0.1f, 1, 10, 1e6f})
    void temperatureChangesTheProbabilityOnly(float temperature) {
        GenerationConfigBuilder settings = upTo(2).minLength(2).temperature(temperature);
        Generation found = search(settings.forcedEosTokenId(List.of(1)), ENDING, GOING_ON);
        assertThat(found.ids()[0]).containsExactly(2, 1);
        assertThat(found.probabilities()[0][0]).isCloseTo(softmax(ENDING, 2, temperature), ROUNDING);
        assertThat(found.probabilities()[0][1]).isCloseTo(softmax(GOING_ON, 1, temperature), ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 1, 1", "5, 2, 1, 0", "5, 2, 1, -1", "5, 2, 1, NaN", "5, 2, 1, Infinity", "5, 2, 3, 1"})
    void impossibleConfigurationsAreRefused(int maxNewTokens, int beams, int returned, float temperature) {
        GenerationConfigBuilder settings = settings()
                .maxNewTokens(OptionalInt.of(maxNewTokens))
                .numBeams(beams)
                .numReturnSequences(returned)
                .temperature(temperature);
        assertThatIllegalArgumentException().isThrownBy(settings::build);
    }

    private static GenerationConfigBuilder settings() {
        return GenerationConfigBuilder.builder(GenerationConfig.DEFAULT)
                .decoderStartTokenId(OptionalInt.of(1))
                .eosTokenId(List.of(1))
                .padTokenId(OptionalInt.of(0));
    }

    private static GenerationConfigBuilder upTo(int maxNewTokens) {
        return settings().maxNewTokens(OptionalInt.of(maxNewTokens));
    }

    private static Generation search(GenerationConfigBuilder settings, float[]... logits) {
        return GreedySearch.search(ScriptedLogits.steps(logits), 1, settings.build());
    }

    private static float softmax(float[] logits, int id, double temperature) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((logit - logits[id]) / temperature);
        }
        return (float) (1 / sum);
    }
}
