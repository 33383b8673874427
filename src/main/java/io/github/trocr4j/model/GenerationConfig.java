package io.github.trocr4j.model;

import java.util.Set;

/**
 * How a model chooses its tokens, with the names of HF's {@code GenerationConfig}.
 *
 * @param minNewTokens tokens before which the end token is not chosen; 0 for none
 * @param maxNewTokens the most tokens, 1 or more, the end token included
 * @param forcedEos whether the last of {@code maxNewTokens} tokens is the end token, if the model has one
 * @param suppressTokens tokens that are never chosen
 * @param temperature what logits are divided by for the probability of a token, above 0; 1 for HF's own. It does not
 *     change which token is chosen (C. Guo et al., "On Calibration of Modern Neural Networks", 2017)
 */
public record GenerationConfig(
        int minNewTokens, int maxNewTokens, boolean forcedEos, Set<Integer> suppressTokens, float temperature) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public GenerationConfig {
        suppressTokens = Set.copyOf(suppressTokens);
        if (minNewTokens < 0 || maxNewTokens < 1 || minNewTokens > maxNewTokens) {
            throw new IllegalArgumentException("expected at least 1 token, and no less at most than at least, found "
                    + minNewTokens + " to " + maxNewTokens);
        }
        if (!(temperature > 0 && Float.isFinite(temperature))) { // rejects NaN too
            throw new IllegalArgumentException("temperature: expected a number above 0, found " + temperature);
        }
    }

    /** Returns HF's greedy search for at most this many tokens. */
    public static GenerationConfig upTo(int maxNewTokens) {
        return new GenerationConfig(0, maxNewTokens, false, Set.of(), 1);
    }
}
