package io.github.trocr4j.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How a model generates tokens, with the names, the defaults and the meaning of HF's {@code GenerationConfig}
 * (transformers 5.18). {@link GenerationConfigJson} reads and writes it. Lengths include the start token, numbers of
 * new tokens do not; both include the end token.
 *
 * @param decoderStartTokenId the first input token; a model without one cannot generate
 * @param eosTokenId tokens that end a sequence; empty for none
 * @param padTokenId token after the end of a row; if empty, the first end token
 * @param maxLength the greatest length, 2 or more; empty for 20 new tokens. Does not count beside {@code maxNewTokens}
 * @param maxNewTokens the most new tokens, 1 or more
 * @param minLength length before which no end token is chosen; 0 for none. Does not count beside {@code minNewTokens}
 * @param minNewTokens new tokens before which no end token is chosen
 * @param numBeams sequences that beam search follows; 1 for greedy search
 * @param numReturnSequences sequences that are returned for each picture, at most {@code numBeams}
 * @param lengthPenalty power of the number of tokens by which beam search divides the score of a sequence
 * @param earlyStopping when beam search stops
 * @param repetitionPenalty factor by which tokens that have occurred become less probable, above 0; 1 for none
 * @param noRepeatNgramSize number of tokens in a row that do not occur twice; 0 for none
 * @param badWordsIds sequences of tokens that are not generated; those that are one end token do not count
 * @param suppressTokens tokens that are never chosen
 * @param beginSuppressTokens tokens that are not chosen first, or second after a forced first one
 * @param forcedBosTokenId the first new token
 * @param forcedEosTokenId tokens of which one is the last at the greatest length; empty for none
 * @param renormalizeLogits whether the probabilities sum to 1 again after all of these changes
 * @param useCache false if sinusoidal positions do not count padding before a token, as in HF without a cache; it makes
 *     no other difference
 * @param temperature what logits are divided by for the probability of a token, above 0; 1 for HF's own. It does not
 *     change which token is chosen (C. Guo et al., "On Calibration of Modern Neural Networks", 2017), and it is not the
 *     {@code temperature} of generation_config.json, which is for sampling only
 */
@RecordBuilder
public record GenerationConfig(
        OptionalInt decoderStartTokenId,
        List<Integer> eosTokenId,
        OptionalInt padTokenId,
        OptionalInt maxLength,
        OptionalInt maxNewTokens,
        int minLength,
        OptionalInt minNewTokens,
        int numBeams,
        int numReturnSequences,
        double lengthPenalty,
        EarlyStopping earlyStopping,
        double repetitionPenalty,
        int noRepeatNgramSize,
        List<List<Integer>> badWordsIds,
        Set<Integer> suppressTokens,
        Set<Integer> beginSuppressTokens,
        OptionalInt forcedBosTokenId,
        List<Integer> forcedEosTokenId,
        boolean renormalizeLogits,
        boolean useCache,
        float temperature) {
    /** HF's defaults, without a start token. */
    public static final GenerationConfig DEFAULT = GenerationConfigBuilder.builder()
            .eosTokenId(List.of())
            .numBeams(1)
            .numReturnSequences(1)
            .lengthPenalty(1)
            .earlyStopping(EarlyStopping.FALSE)
            .repetitionPenalty(1)
            .badWordsIds(List.of())
            .suppressTokens(Set.of())
            .beginSuppressTokens(Set.of())
            .forcedEosTokenId(List.of())
            .useCache(true)
            .temperature(1)
            .build();

    /** Most tokens of a line of text where the settings have no greatest length; HF's 20 cut off longer lines. */
    public static final int LINE_TOKENS = 64;

    private static final int DEFAULT_NEW_TOKENS = 20;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it as in generation_config.json
     */
    public GenerationConfig {
        eosTokenId = List.copyOf(eosTokenId);
        badWordsIds = badWordsIds.stream().map(List::copyOf).toList();
        suppressTokens = Set.copyOf(suppressTokens);
        beginSuppressTokens = Set.copyOf(beginSuppressTokens);
        forcedEosTokenId = List.copyOf(forcedEosTokenId);
        require(maxNewTokens.orElse(1) >= 1, "max_new_tokens: expected at least 1, found ", maxNewTokens);
        require(
                maxNewTokens.isPresent() || maxLength.orElse(2) >= 2,
                "max_length: expected at least 2, the start token and another one, found ",
                maxLength);
        require(numBeams >= 1, "num_beams: expected at least 1, found ", OptionalInt.of(numBeams));
        require(
                numReturnSequences >= 1 && numReturnSequences <= numBeams,
                "num_return_sequences: expected 1 to num_beams, " + numBeams + ", found ",
                OptionalInt.of(numReturnSequences));
        requireAllowed("forced_bos_token_id", forcedBosTokenId.stream().boxed().toList(), suppressTokens);
        requireAllowed("forced_eos_token_id", forcedEosTokenId, suppressTokens);
        requirePositive("repetition_penalty", repetitionPenalty);
        requirePositive("temperature", temperature);
    }

    private static void require(boolean condition, String message, OptionalInt found) {
        if (!condition) {
            throw new IllegalArgumentException(message + found.getAsInt() + ".");
        }
    }

    private static void requireAllowed(String name, List<Integer> forced, Set<Integer> suppressed) {
        if (!forced.isEmpty() && suppressed.containsAll(forced)) {
            throw new IllegalArgumentException(
                    name + ": expected a token that is not in suppress_tokens, found " + forced + ".");
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) { // rejects NaN too
            throw new IllegalArgumentException(name + ": expected a number above 0, found " + value + ".");
        }
    }

    /** Returns greedy search for at most this many tokens, with the special tokens of a decoder. */
    public static GenerationConfig greedy(TrOcrDecoderConfig decoder, int maxNewTokens) {
        return GenerationConfigBuilder.builder(DEFAULT)
                .decoderStartTokenId(OptionalInt.of(decoder.decoderStartTokenId()))
                .eosTokenId(decoder.eosTokenId().stream().boxed().toList())
                .padTokenId(decoder.padTokenId())
                .maxNewTokens(OptionalInt.of(maxNewTokens))
                .build();
    }

    /**
     * Returns the settings with which a model is saved that has none of its own: all digits of a digit head, or greedy
     * search.
     *
     * @param maxNewTokens for models without a digit head
     */
    public static GenerationConfig usual(TrOcrConfig config, OptionalInt maxNewTokens) {
        GenerationConfigBuilder settings = GenerationConfigBuilder.builder(greedy(config.decoder(), 1));
        if (config.digitHead().isEmpty()) {
            return settings.maxNewTokens(maxNewTokens).build();
        }
        DigitHead head = config.digitHead().get();
        IntStream unread = IntStream.range(head.classes(), config.decoder().vocabSize());
        return settings.padTokenId(OptionalInt.of(head.bosRow())) // as in config.json
                .maxNewTokens(OptionalInt.of(head.length()))
                .minNewTokens(OptionalInt.of(head.length()))
                .suppressTokens(Set.copyOf(unread.boxed().toList()))
                .build();
    }

    /** Returns these settings with another number of tokens at most. */
    public GenerationConfig withMaxNewTokens(int most) {
        return GenerationConfigBuilder.builder(this)
                .maxNewTokens(OptionalInt.of(most))
                .build();
    }

    /**
     * Returns the start token.
     *
     * @throws IllegalArgumentException if there is none
     */
    public int start() {
        return decoderStartTokenId.orElseThrow(() -> new IllegalArgumentException(
                "decoder_start_token_id: expected a token id, or a bos_token_id, in generation_config.json, or in"
                        + " config.json if there is no generation_config.json; found neither."));
    }

    /** Returns whether these settings have a greatest length of their own. */
    public boolean isLimited() {
        return maxNewTokens.isPresent() || maxLength.isPresent();
    }

    /** Returns the number of new tokens at most. */
    public int mostNewTokens() {
        return maxNewTokens.orElse(maxLength.isPresent() ? maxLength.getAsInt() - 1 : DEFAULT_NEW_TOKENS);
    }

    /** Returns the greatest length. */
    int greatestLength() {
        return Math.min(mostNewTokens(), Integer.MAX_VALUE - 1) + 1;
    }

    /** Returns the length before which no end token is chosen. */
    int leastLength() {
        return minNewTokens.isPresent() ? minNewTokens.getAsInt() + 1 : minLength;
    }

    /** Returns what greedy search appends to rows that have ended; -1 if none ends. */
    int padding() {
        return padTokenId.orElse(eosTokenId.isEmpty() ? -1 : eosTokenId.get(0));
    }
}
