package io.github.trocr4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Beam search as in transformers 5.18. Sums, penalties and comparisons are of floats, and sequences that do not count
 * get {@link #NONE} added to their scores, so that it chooses the same even if no probable sequence is left.
 */
final class BeamSearch {
    private static final float NONE = -1e9f;

    private final GenerationConfig config;

    private BeamSearch(GenerationConfig config) {
        this.config = config;
    }

    /** Generates {@code num_return_sequences} sequences for each picture. */
    static Generation search(NextLogits decoder, int pictures, GenerationConfig config) {
        return new BeamSearch(config).search(decoder, pictures);
    }

    private Generation search(NextLogits decoder, int count) {
        List<Picture> pictures =
                IntStream.range(0, count).mapToObj(i -> new Picture()).toList();
        List<Picture> batch = pictures;
        int beams = 1; // all beams of a picture are equal at first
        int[] ids = new int[count];
        Arrays.fill(ids, config.start());
        int[] from = IntStream.range(0, count).toArray();
        while (!batch.isEmpty()) {
            float[][] logits = decoder.next(ids, from);
            for (int i = 0; i < batch.size(); i++) {
                if (!batch.get(i).ended) {
                    batch.get(i).advance(Arrays.copyOfRange(logits, i * beams, (i + 1) * beams));
                }
            }
            List<Picture> before = batch;
            int beamsBefore = beams;
            int[] remaining = NextLogits.remaining(before.size(), i -> before.get(i).ended);
            from = Arrays.stream(remaining)
                    .flatMap(i -> before.get(i).running.stream()
                            .mapToInt(beam -> i * beamsBefore + Math.min(beam.from, beamsBefore - 1)))
                    .toArray();
            batch = Arrays.stream(remaining).mapToObj(before::get).toList();
            beams = config.numBeams();
            ids = batch.stream()
                    .flatMap(picture -> picture.running.stream())
                    .mapToInt(beam -> beam.sequence.last())
                    .toArray();
        }
        return result(pictures);
    }

    private Generation result(List<Picture> pictures) {
        List<Hypothesis> best = pictures.stream()
                .flatMap(picture -> picture.finished.stream().limit(config.numReturnSequences()))
                .toList();
        float[] scores = new float[best.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = best.get(i).score;
        }
        return Generation.padded(best.stream().map(Hypothesis::sequence).toList(), padding(), scores);
    }

    /** As HF computes it: a padding token 0 counts as none, and without an end token there is nothing to pad. */
    private int padding() {
        if (config.eosTokenId().isEmpty()) {
            return -1;
        }
        int pad = config.padTokenId().orElse(0);
        return pad != 0 ? pad : config.eosTokenId().get(0);
    }

    private List<Hypothesis> best(List<Hypothesis> hypotheses) {
        return hypotheses.stream()
                .sorted(Comparator.comparing(Hypothesis::score).reversed())
                .limit(config.numBeams())
                .toList();
    }

    /**
     * A running sequence.
     *
     * @param score the sum of the logarithms of the processed probabilities
     * @param from the beam that it continues
     */
    private record Beam(TokenSequence sequence, float score, int from) {}

    /** A sequence that is finished or, with a score of {@link #NONE}, holds the place of one. */
    private record Hypothesis(TokenSequence sequence, float score, boolean finished) {}

    /** The search for one picture. */
    private final class Picture {
        private List<Beam> running = new ArrayList<>();
        private List<Hypothesis> finished;
        private boolean ended;

        Picture() {
            TokenSequence start = TokenSequence.start(config.start());
            for (int beam = 0; beam < config.numBeams(); beam++) {
                running.add(new Beam(start, beam == 0 ? 0 : NONE, beam));
            }
            finished = Collections.nCopies(config.numBeams(), new Hypothesis(start, NONE, false));
        }

        /**
         * Continues all beams by one token.
         *
         * @param logits [beams][V], or one row if they are equal; overwritten
         */
        void advance(float[][] logits) {
            int length = running.get(0).sequence.length() + 1;
            boolean longest = length >= config.greatestLength();
            float penalty = (float) Math.pow(length - 1, config.lengthPenalty());
            List<Hypothesis> hypotheses = new ArrayList<>();
            List<Beam> open = new ArrayList<>();
            List<Beam> endings = new ArrayList<>();
            List<Beam> candidates = candidates(logits);
            for (int i = 0; i < candidates.size(); i++) {
                Beam candidate = candidates.get(i);
                boolean ends = longest || config.eosTokenId().contains(candidate.sequence.last());
                (ends ? endings : open).add(candidate);
                boolean counts = ends && i < config.numBeams();
                float score = candidate.score / penalty;
                hypotheses.add(new Hypothesis(candidate.sequence, counts ? score : score + NONE, counts));
            }
            hypotheses.addAll(finished); // last, so that of equal scores the longest sequence is kept
            finished = best(hypotheses);
            endings.forEach(beam -> open.add(new Beam(beam.sequence, beam.score + NONE, beam.from)));
            running = open.stream()
                    .sorted(Comparator.comparing(Beam::score).reversed())
                    .limit(config.numBeams())
                    .toList();
            ended = endings.size() == candidates.size() || hasEnough() || !canImprove(length);
        }

        private boolean hasEnough() {
            return config.earlyStopping() == EarlyStopping.TRUE
                    && finished.stream().allMatch(Hypothesis::finished);
        }

        private boolean canImprove(int length) {
            boolean atGreatestLength = config.earlyStopping() == EarlyStopping.NEVER && config.lengthPenalty() > 0;
            int tokens = (atGreatestLength ? config.greatestLength() : length) - 1;
            float possible = running.get(0).score / (float) Math.pow(tokens, config.lengthPenalty());
            boolean full = finished.stream().allMatch(Hypothesis::finished);
            return possible > (full ? finished.get(finished.size() - 1).score : NONE);
        }

        /** Returns the most probable continuations of all beams, in descending order of their scores. */
        private List<Beam> candidates(float[][] logits) {
            int kept = Math.max(2, 1 + config.eosTokenId().size()) * config.numBeams();
            Largest largest = new Largest(kept);
            float[][] scores = new float[logits.length][];
            for (int i = 0; i < logits.length; i++) {
                LogitsProcessors.logSoftmax(logits[i]);
                scores[i] = LogitsProcessors.processed(
                        config, running.get(i).sequence.ids(), logits[i]);
            }
            int vocabulary = logits[0].length;
            for (int i = 0; i < running.size(); i++) {
                largest.addAll(scores[Math.min(i, scores.length - 1)], running.get(i).score, i * vocabulary);
            }
            return IntStream.range(0, largest.count)
                    .mapToObj(i -> {
                        int beam = largest.indices[i] / vocabulary;
                        int id = largest.indices[i] % vocabulary;
                        float[] row = logits[Math.min(beam, logits.length - 1)];
                        float probability = config.temperature() == 1
                                ? (float) Math.exp(row[id])
                                : Generation.probability(row, id, config.temperature());
                        return new Beam(running.get(beam).sequence.then(id, probability), largest.values[i], beam);
                    })
                    .toList();
        }
    }

    /** The largest of many values in descending order; of equal ones, the first. */
    private static final class Largest {
        private final float[] values;
        private final int[] indices;
        private int count;

        Largest(int most) {
            values = new float[most];
            indices = new int[most];
        }

        /** Adds the sum of each score and another one, with indices from {@code first}. */
        void addAll(float[] scores, float other, int first) {
            for (int i = 0; i < scores.length; i++) {
                float value = scores[i] + other;
                if (count < values.length || value > values[count - 1]) {
                    add(value, first + i);
                }
            }
        }

        private void add(float value, int index) {
            int place = count < values.length ? count++ : count - 1;
            while (place > 0 && value > values[place - 1]) {
                values[place] = values[place - 1];
                indices[place] = indices[place - 1];
                place--;
            }
            values[place] = value;
            indices[place] = index;
        }
    }
}
