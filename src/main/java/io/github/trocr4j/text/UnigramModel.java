package io.github.trocr4j.text;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/**
 * Splits a piece of text into the tokens with the greatest sum of scores (Viterbi's algorithm). A character that is no
 * token is unknown, at 10 less than the lowest score; unknown characters in a row are one unknown token.
 *
 * <p>Source: Kudo, "Subword Regularization" (2018); model {@code Unigram} of HuggingFace's tokenizers, which computes
 * in double precision. Time grows with the length of a piece times that of the longest token.
 */
final class UnigramModel implements SubwordModel {
    private static final double UNKNOWN_PENALTY = 10;

    private final TokenTable tokens;
    private final PieceTrie trie = new PieceTrie();
    private final double[] scores;
    private final double unknownScore;
    private final int unknown;

    /** A token and its score, a log probability. */
    record Piece(String text, double score) {}

    /**
     * Creates a model.
     *
     * @param pieces the tokens in the order of their ids; if one is there twice, the last counts
     * @param unknown the id of the unknown token
     * @throws VocabularyException if there is no such token, or a score is infinite or NaN
     */
    UnigramModel(Path file, List<Piece> pieces, int unknown) throws VocabularyException {
        List<String> texts = new ArrayList<>(pieces.size());
        this.scores = new double[pieces.size()];
        double lowest = Double.POSITIVE_INFINITY;
        for (int id = 0; id < pieces.size(); id++) {
            Piece piece = pieces.get(id);
            if (!Double.isFinite(piece.score)) {
                throw new VocabularyException(
                        file, "expected finite scores of the pieces, found " + piece.score + " for piece " + id);
            }
            texts.add(piece.text);
            scores[id] = piece.score;
            lowest = Math.min(lowest, piece.score);
        }
        if (unknown < 0 || unknown >= pieces.size()) {
            throw new VocabularyException(
                    file,
                    "expected an unknown token (unk_id) among the " + pieces.size() + " pieces, found " + unknown);
        }
        this.tokens = TokenTable.of(file, texts);
        this.unknown = unknown;
        this.unknownScore = lowest - UNKNOWN_PENALTY;
        for (int id = 0; id < pieces.size(); id++) {
            trie.put(texts.get(id), id);
        }
    }

    @Override
    public OptionalInt unknownId() {
        return OptionalInt.of(unknown);
    }

    @Override
    public TokenTable tokens() {
        return tokens;
    }

    @Override
    public void encode(String piece, IntConsumer ids) {
        // for each place, the token that ends there on the best way to it
        int[] starts = new int[piece.length() + 1];
        int[] best = new int[piece.length() + 1];
        double[] sums = new double[piece.length() + 1];
        Arrays.fill(starts, PieceTrie.NONE);
        int next;
        for (int start = 0; start < piece.length(); start = next) {
            next = start + Character.charCount(piece.codePointAt(start));
            boolean known = false;
            int node = PieceTrie.ROOT;
            for (int end = start + 1; end <= piece.length(); end++) {
                node = trie.child(node, piece.charAt(end - 1));
                if (node == PieceTrie.NONE) {
                    break;
                }
                int id = trie.id(node);
                if (id != PieceTrie.NONE) {
                    known |= end == next;
                    offer(starts, best, sums, start, end, id, scores[id]);
                }
            }
            if (!known) {
                offer(starts, best, sums, start, next, unknown, unknownScore);
            }
        }
        emit(piece, starts, best, ids);
    }

    private static void offer(int[] starts, int[] best, double[] sums, int start, int end, int id, double score) {
        double sum = sums[start] + score;
        if (starts[end] == PieceTrie.NONE || sum > sums[end]) {
            starts[end] = start;
            best[end] = id;
            sums[end] = sum;
        }
    }

    private void emit(String piece, int[] starts, int[] best, IntConsumer ids) {
        Deque<Integer> backwards = new ArrayDeque<>();
        int end = piece.length();
        while (end > 0) {
            int start = starts[end];
            if (best[end] == unknown) {
                while (start > 0 && best[start] == unknown) {
                    start = starts[start];
                }
                Integer together = start == end ? null : tokens.id(piece.substring(start, end));
                backwards.push(together == null ? unknown : together);
            } else {
                backwards.push(best[end]);
            }
            end = start;
        }
        backwards.forEach(ids::accept);
    }
}
