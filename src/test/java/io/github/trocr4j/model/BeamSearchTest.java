package io.github.trocr4j.model;

import static io.github.trocr4j.model.ScriptedLogits.logs;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens: 0 pads, 1 starts and ends, 2 and 3 are characters. */
class BeamSearchTest {
    private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

    /** A character that looks best at first and leads nowhere: 2 has 0.5, then little; 3 has 0.4, then ends surely. */
    private static float[] garden(int picture, List<Integer> ids) {
        return switch (ids.size()) {
            case 1 -> logs(0.05, 0.05, 0.5, 0.4);
            case 2 -> ids.get(1) == 2 ? logs(0.3, 0.25, 0.25, 0.2) : logs(0.02, 0.94, 0.02, 0.02);
            default -> logs(0.3, 0.2, 0.25, 0.25);
        };
    }

    @Test
    void theMostProbableSequenceIsFoundWhereGreedySearchFails() {
        GenerationConfigBuilder settings = beams(2).maxNewTokens(OptionalInt.of(2));
        Generation found = search(BeamSearchTest::garden, settings);
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{3, 1}});
        assertThat(found.scores()[0]).isCloseTo((float) (Math.log(0.4 * 0.94) / 2), ROUNDING);
        assertThat(found.probabilities()[0]).containsExactly(new float[] {0.4f, 0.94f}, ROUNDING);
        Generation greedy = search(BeamSearchTest::garden, settings.numBeams(1));
        assertThat(greedy.ids()[0]).containsExactly(2, 0);
    }

    @Test
    void severalSequencesAreReturnedBestFirst() {
        Generation found =
                search(BeamSearchTest::garden, beams(3).numReturnSequences(3).maxNewTokens(OptionalInt.of(2)));
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{3, 1}, {2, 0}, {2, 1}});
        assertThat(found.scores()[1]).isCloseTo((float) (Math.log(0.5 * 0.3) / 2), ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0.5", "2, 0.25", "-1, 2"})
    void lengthPenaltyDividesTheScoreByAPowerOfTheTokens(double penalty, float factor) {
        Generation found =
                search(BeamSearchTest::garden, beams(2).lengthPenalty(penalty).maxNewTokens(OptionalInt.of(2)));
        int row = found.ids()[0].length - 1;
        assertThat(row).isOne();
        assertThat(found.scores()[0]).isCloseTo((float) Math.log(0.4 * 0.94) * factor, ROUNDING);
    }

    @Test
    void anEndBelowTheFirstPlacesIsDropped() {
        // the end token is third of all continuations, and there are two beams
        Generation found = search(
                (picture, ids) -> ids.size() == 1 ? logs(0.02, 0.18, 0.4, 0.4) : logs(0.7, 0.1, 0.1, 0.1),
                beams(2).lengthPenalty(-9).maxNewTokens(OptionalInt.of(2)).numReturnSequences(2));
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{2, 0}, {3, 0}});
    }

    @Test
    void earlyStoppingEndsWithTheFirstFullList() {
        // two weak endings at once; going on would give a better mean
        ScriptedLogits decoder = new ScriptedLogits((picture, ids) -> switch (ids.size()) {
            case 1 -> logs(0.01, 0.34, 0.33, 0.32);
            case 2 -> logs(0.01, 0.97, 0.01, 0.01);
            default -> logs(0.25, 0.25, 0.25, 0.25);
        });
        Generation found = BeamSearch.search(
                decoder, 1, beams(2).earlyStopping(EarlyStopping.TRUE).build());
        assertThat(decoder.calls).as("one row at first, then one for each beam").containsExactly(1, 2);
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{2, 1}});
    }

    @ParameterizedTest
    @EnumSource
    void neverStopsLaterThanAtThePresentLength(EarlyStopping stopping) {
        ScriptedLogits decoder = new ScriptedLogits((picture, ids) -> switch (ids.size()) {
            case 1 -> logs(0.01, 0.3, 0.4, 0.29);
            case 2 -> logs(0.01, 0.45, 0.5, 0.04);
            default -> logs(0.24, 0.26, 0.25, 0.25);
        });
        GenerationConfigBuilder settings = beams(2).earlyStopping(stopping).maxNewTokens(OptionalInt.of(6));
        BeamSearch.search(decoder, 1, settings.build());
        int expected = switch (stopping) {
            case TRUE -> 2;
            case FALSE -> 3;
            case NEVER -> 6;
        };
        assertThat(decoder.calls).hasSize(expected);
    }

    @Test
    void aPictureThatIsDoneAddsNothingAndLeaves() {
        // picture 0 ends at once, picture 1 after five tokens
        ScriptedLogits decoder = new ScriptedLogits((picture, ids) ->
                picture == 0 || ids.size() > 5 ? logs(0.001, 0.997, 0.001, 0.001) : logs(0.001, 0.001, 0.5, 0.498));
        Generation both = BeamSearch.search(decoder, 2, beams(2).build());
        ScriptedLogits alone = new ScriptedLogits((picture, ids) -> logs(0.001, 0.997, 0.001, 0.001));
        Generation first = BeamSearch.search(alone, 1, beams(2).build());
        assertThat(both.scores()[0]).isEqualTo(first.scores()[0]);
        assertThat(Generation.untilEnd(both.ids()[0], List.of(1))).containsExactly(1);
        assertThat(both.ids()[1]).hasSize(6).endsWith(1);
        assertThat(decoder.calls).startsWith(2, 4).contains(2);
    }

    @Test
    void atTheGreatestLengthUnfinishedBeamsCompete() {
        Generation found = search(
                (picture, ids) -> logs(0.1, 0.1, 0.5, 0.3),
                beams(2).maxLength(OptionalInt.of(4)).numReturnSequences(2));
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{2, 2, 2}, {2, 2, 3}});
        assertThat(found.scores()[0]).isCloseTo((float) Math.log(0.5), ROUNDING);
    }

    @Test
    void rowsArePaddedToTheLongestThatIsReturned() {
        Generation found = search(
                (picture, ids) -> ids.size() == 1 ? logs(0.1, 0.6, 0.2, 0.1) : logs(0.1, 0.8, 0.05, 0.05),
                beams(2).maxNewTokens(OptionalInt.of(9)));
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{1}});
    }

    @Test
    void aPaddingTokenOfZeroIsTheEndToken() {
        Generation found = search(
                (picture, ids) -> ids.size() == 1 ? logs(0.1, 0.5, 0.3, 0.1) : logs(0.1, 0.8, 0.05, 0.05),
                beams(2).numReturnSequences(2));
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{1, 1}, {2, 1}});
    }

    @Test
    void manyEndTokensKeepEnoughContinuations() {
        Generation found = search(
                (picture, ids) -> logs(0.3, 0.3, 0.3, 0.1),
                beams(2).eosTokenId(List.of(0, 1, 2))
                        .maxNewTokens(OptionalInt.of(3))
                        .numReturnSequences(2));
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{0}, {1}});
    }

    @Test
    void ifNothingIsPossibleNothingIsReturned() {
        Generation found =
                search((picture, ids) -> logs(0.25, 0.25, 0.25, 0.25), beams(2).suppressTokens(Set.of(0, 1, 2, 3)));
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{}});
        assertThat(found.scores()).containsExactly(-1e9f);
    }

    @Test
    void aRepetitionPenaltyActsOnLogProbabilities() {
        Generation found = search(
                (picture, ids) -> logs(0.1, 0.1, 0.6, 0.2),
                beams(2).repetitionPenalty(2).maxNewTokens(OptionalInt.of(2)).lengthPenalty(0));
        // 2 and 3, and not 2 twice: 0.6 to the power of 2 is still more than 0.2
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{2, 2}});
        assertThat(found.scores()[0]).isCloseTo((float) (3 * Math.log(0.6)), ROUNDING);
    }

    @Test
    void aForcedTokenAddsNothingToTheScore() {
        Generation found = search(
                (picture, ids) -> logs(0.1, 0.1, 0.6, 0.2),
                beams(2).forcedEosTokenId(List.of(1))
                        .maxNewTokens(OptionalInt.of(2))
                        .lengthPenalty(0));
        assertThat(found.ids()).isDeepEqualTo(new int[][] {{2, 1}});
        assertThat(found.scores()[0]).isCloseTo((float) Math.log(0.6), ROUNDING);
        assertThat(found.probabilities()[0][1]).as("the model's own").isCloseTo(0.1f, ROUNDING);
    }

    private static Generation search(
            BiFunction<Integer, List<Integer>, float[]> script, GenerationConfigBuilder settings) {
        GenerationConfig config = settings.build();
        ScriptedLogits decoder = new ScriptedLogits(script);
        return config.numBeams() == 1 ? GreedySearch.search(decoder, 1, config) : BeamSearch.search(decoder, 1, config);
    }

    private static GenerationConfigBuilder beams(int beams) {
        return GenerationConfigBuilder.builder(GenerationConfig.DEFAULT)
                .decoderStartTokenId(OptionalInt.of(1))
                .eosTokenId(List.of(1))
                .padTokenId(OptionalInt.of(0))
                .numBeams(beams);
    }
}
