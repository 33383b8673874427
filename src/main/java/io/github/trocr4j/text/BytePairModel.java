package io.github.trocr4j.text;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * Byte pair encoding: a piece of text is a row of characters; again and again, the two neighbours that come first in
 * the list of merges become one token.
 *
 * <p>Source: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units" (2016); model
 * {@code BPE} of HuggingFace's tokenizers. Time is n log n in the length of a piece.
 */
final class BytePairModel implements SubwordModel {
    private static final int NONE = -1;

    private final TokenTable tokens;
    private final Map<Long, Merge> merges;
    private final Unknown unknown;
    private final boolean wholePieces;

    /** Two tokens that become one. */
    record Pair(String left, String right) {}

    /**
     * What stands for characters that are no tokens.
     *
     * @param id of the token that does; none if they are left out
     * @param fused whether one token stands for several such characters in a row
     */
    record Unknown(Optional<Integer> id, boolean fused) {
        static final Unknown LEFT_OUT = new Unknown(Optional.empty(), false);
    }

    /** What a pair becomes; the merge with the lowest rank comes first. */
    private record Merge(int rank, int id) {}

    /** A merge of the symbol at an index with the next one; the leftmost of equal ones comes first. */
    private record Candidate(Merge merge, int index) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return merge.rank != other.merge.rank
                    ? Integer.compare(merge.rank, other.merge.rank)
                    : Integer.compare(index, other.index);
        }
    }

    private BytePairModel(TokenTable tokens, Map<Long, Merge> merges, Unknown unknown, boolean wholePieces) {
        this.tokens = tokens;
        this.merges = merges;
        this.unknown = unknown;
        this.wholePieces = wholePieces;
    }

    /**
     * Creates a model.
     *
     * @param file the file of the merges, for messages
     * @param wholePieces whether a piece that is a token is not split ({@code ignore_merges})
     * @throws VocabularyException if a merge is of or makes something that is no token
     */
    static BytePairModel of(Path file, TokenTable tokens, List<Pair> pairs, Unknown unknown, boolean wholePieces)
            throws VocabularyException {
        Map<Long, Merge> merges = new HashMap<>(2 * pairs.size());
        for (int rank = 0; rank < pairs.size(); rank++) {
            Pair pair = pairs.get(rank);
            int left = id(file, tokens, rank, pair.left);
            int right = id(file, tokens, rank, pair.right);
            merges.put(key(left, right), new Merge(rank, id(file, tokens, rank, pair.left + pair.right)));
        }
        return new BytePairModel(tokens, merges, unknown, wholePieces);
    }

    private static int id(Path file, TokenTable tokens, int rank, String token) throws VocabularyException {
        Integer id = tokens.id(token);
        if (id == null) {
            throw new VocabularyException(
                    file,
                    "merge " + (rank + 1) + ": expected tokens of the vocabulary, found \""
                            + VocabularyException.shown(token) + "\"");
        }
        return id;
    }

    private static long key(int left, int right) {
        return ((long) left << Integer.SIZE) | right;
    }

    @Override
    public OptionalInt unknownId() {
        return unknown.id.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    @Override
    public TokenTable tokens() {
        return tokens;
    }

    @Override
    public void encode(String piece, IntConsumer ids) {
        Integer whole = wholePieces ? tokens.id(piece) : null;
        if (whole != null) {
            ids.accept(whole);
            return;
        }
        int[] symbols = new int[piece.length()];
        int count = symbols(piece, symbols);
        new Row(symbols, count).merge(ids);
    }

    /** Writes the ids of the characters; returns how many there are. */
    private int symbols(String piece, int[] symbols) {
        int count = 0;
        boolean afterUnknown = false;
        int next;
        for (int at = 0; at < piece.length(); at = next) {
            next = at + Character.charCount(piece.codePointAt(at));
            Integer id = tokens.id(piece.substring(at, next));
            if (id != null) {
                symbols[count++] = id;
                afterUnknown = false;
            } else if (unknown.id.isPresent()) {
                if (!afterUnknown || !unknown.fused) {
                    symbols[count++] = unknown.id.get();
                }
                afterUnknown = true;
            }
        }
        return count;
    }

    /** A linked list of symbols, of which some become one with the symbol before them. */
    private final class Row {
        private final int[] ids;
        private final int[] before;
        private final int[] after;
        private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();

        Row(int[] ids, int count) {
            this.ids = ids;
            this.before = new int[count];
            this.after = new int[count];
            for (int i = 0; i < count; i++) {
                before[i] = i - 1;
                after[i] = i + 1 < count ? i + 1 : NONE;
            }
            for (int i = 0; i + 1 < count; i++) {
                propose(i);
            }
        }

        void merge(IntConsumer out) {
            while (!candidates.isEmpty()) {
                Candidate best = candidates.poll();
                int left = best.index;
                int right = ids[left] == NONE ? NONE : after[left];
                Merge merge = right == NONE ? null : merges.get(key(ids[left], ids[right]));
                if (merge == null || merge.id != best.merge.id) {
                    continue; // one of the two has become something else
                }
                ids[left] = merge.id;
                ids[right] = NONE;
                after[left] = after[right];
                if (after[right] != NONE) {
                    before[after[right]] = left;
                    propose(left);
                }
                if (before[left] != NONE) {
                    propose(before[left]);
                }
            }
            for (int i = before.length == 0 ? NONE : 0; i != NONE; i = after[i]) {
                out.accept(ids[i]);
            }
        }

        private void propose(int left) {
            Merge merge = merges.get(key(ids[left], ids[after[left]]));
            if (merge != null) {
                candidates.add(new Candidate(merge, left));
            }
        }
    }
}
