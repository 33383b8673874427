package io.github.trocr4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Greedy search: chooses the most probable token of each row until it has ended. A token that only the settings demand
 * keeps the low probability that the model gives it.
 */
final class GreedySearch {
    private final GenerationConfig config;

    private GreedySearch(GenerationConfig config) {
        this.config = config;
    }

    /** Generates a sequence for each picture. */
    static Generation search(NextLogits decoder, int pictures, GenerationConfig config) {
        return new GreedySearch(config).search(decoder, pictures);
    }

    private Generation search(NextLogits decoder, int pictures) {
        List<TokenSequence> rows = new ArrayList<>(Collections.nCopies(pictures, TokenSequence.start(config.start())));
        int[] batch = IntStream.range(0, pictures).toArray();
        int[] from = batch;
        while (batch.length > 0) {
            int[] ids = Arrays.stream(batch).map(row -> rows.get(row).last()).toArray();
            float[][] logits = decoder.next(ids, from);
            for (int i = 0; i < batch.length; i++) {
                TokenSequence row = rows.get(batch[i]);
                if (!hasEnded(row)) {
                    rows.set(batch[i], continued(row, logits[i]));
                }
            }
            int[] before = batch;
            from = NextLogits.remaining(before.length, i -> hasEnded(rows.get(before[i])));
            batch = Arrays.stream(from).map(i -> before[i]).toArray();
        }
        return Generation.padded(rows, config.padding(), new float[0]);
    }

    private boolean hasEnded(TokenSequence row) {
        return row.length() >= config.greatestLength()
                || (row.length() > 1 && config.eosTokenId().contains(row.last()));
    }

    private TokenSequence continued(TokenSequence row, float[] logits) {
        float[] scores = LogitsProcessors.processed(config, row.ids(), logits);
        int best = 0;
        for (int id = 1; id < scores.length; id++) {
            if (scores[id] > scores[best]) {
                best = id;
            }
        }
        return row.then(best, Generation.probability(logits, best, config.temperature()));
    }
}
