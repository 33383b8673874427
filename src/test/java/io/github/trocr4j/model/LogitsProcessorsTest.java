package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scores of five tokens, of which 4 ends. */
class LogitsProcessorsTest {
    private static final float NO = Float.NEGATIVE_INFINITY;

    @Test
    void repeatedTokensGetLessProbableOnceEach() {
        float[] scores = {4, -4, 3, -3, 0};
        assertThat(processed(settings().repetitionPenalty(2), scores, 0, 1, 0, 1))
                .containsExactly(2, -8, 3, -3, 0);
    }

    @Test
    void tokensBeyondTheOutputsAreNotPenalized() {
        assertThat(processed(settings().repetitionPenalty(2).noRepeatNgramSize(1), new float[] {1, 1}, 9))
                .containsExactly(1, 1);
    }

    @Test
    void ngramsDoNotRepeat() {
        assertThat(excluded(settings().noRepeatNgramSize(1), 0, 2, 0)).containsExactly(0, 2);
        assertThat(excluded(settings().noRepeatNgramSize(2), 0, 1, 0, 2, 0)).containsExactly(1, 2);
        assertThat(excluded(settings().noRepeatNgramSize(2), 0, 1)).isEmpty();
        assertThat(excluded(settings().noRepeatNgramSize(3), 1, 2, 3, 1, 2)).containsExactly(3);
        assertThat(excluded(settings().noRepeatNgramSize(3), 1)).isEmpty();
    }

    @Test
    void badWordsAreNotCompleted() {
        GenerationConfigBuilder settings =
                settings().badWordsIds(List.of(List.of(0), List.of(1, 2), List.of(1, 1, 3), List.of(4), List.of(1, 4)));
        assertThat(excluded(settings, 3)).as("4 alone is an end token").containsExactly(0);
        assertThat(excluded(settings, 1)).containsExactly(0, 2, 4);
        assertThat(excluded(settings, 1, 1)).containsExactly(0, 2, 3, 4);
    }

    @Test
    void theEndWaitsForTheLeastLength() {
        assertThat(excluded(settings().minLength(3), 0, 0)).containsExactly(4);
        assertThat(excluded(settings().minLength(3), 0, 0, 0)).isEmpty();
        assertThat(excluded(settings().minNewTokens(OptionalInt.of(3)), 0, 0, 0))
                .containsExactly(4);
    }

    @Test
    void forcedTokensAreCertain() {
        GenerationConfigBuilder settings = settings()
                .forcedBosTokenId(OptionalInt.of(1))
                .forcedEosTokenId(List.of(4, 2))
                .maxLength(OptionalInt.of(4));
        float[] scores = {1, 2, 3, 4, 5};
        assertThat(processed(settings, scores, 0)).containsExactly(NO, 0, NO, NO, NO);
        assertThat(processed(settings, scores, 0, 1)).containsExactly(scores);
        assertThat(processed(settings, scores, 0, 1, 3)).containsExactly(NO, NO, 0, NO, 0);
    }

    @Test
    void suppressedTokensAreNeverChosen() {
        GenerationConfigBuilder settings = settings().suppressTokens(Set.of(1, 99));
        assertThat(excluded(settings, 0)).containsExactly(1);
        assertThat(excluded(settings.forcedBosTokenId(OptionalInt.of(2)), 0)).containsExactly(0, 1, 3, 4);
        assertThat(excluded(settings, 0, 2)).containsExactly(1);
    }

    @Test
    void theBeginningComesAfterAForcedToken() {
        GenerationConfigBuilder settings = settings().beginSuppressTokens(Set.of(3));
        assertThat(excluded(settings, 0)).containsExactly(3);
        assertThat(excluded(settings, 0, 0)).isEmpty();
        assertThat(excluded(settings.forcedBosTokenId(OptionalInt.of(1)), 0, 1)).containsExactly(3);
    }

    @Test
    void renormalizedScoresAreLogProbabilities() {
        float[] scores = processed(settings().renormalizeLogits(true).suppressTokens(Set.of(0, 1, 2)), new float[5], 0);
        assertThat(scores).containsExactly(NO, NO, NO, (float) Math.log(0.5), (float) Math.log(0.5));
    }

    @Test
    void tokensOutsideTheVocabularyAreNamed() {
        assertThatThrownBy(() -> LogitsProcessors.requireFits(
                        settings().badWordsIds(List.of(List.of(1, 5))).build(), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bad_words_ids: expected token ids from 0 to 4, found 5.");
    }

    private static GenerationConfigBuilder settings() {
        return GenerationConfigBuilder.builder(GenerationConfig.DEFAULT).eosTokenId(List.of(4));
    }

    private static float[] processed(GenerationConfigBuilder settings, float[] scores, int... ids) {
        return LogitsProcessors.processed(settings.build(), ids, scores);
    }

    /** Returns the tokens that cannot follow these. */
    private static List<Integer> excluded(GenerationConfigBuilder settings, int... ids) {
        float[] scores = processed(settings, new float[5], ids);
        return IntStream.range(0, 5).filter(id -> scores[id] == NO).boxed().toList();
    }
}
