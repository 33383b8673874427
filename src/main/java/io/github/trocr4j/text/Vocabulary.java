package io.github.trocr4j.text;

/** What the token ids of a model stand for. */
public interface Vocabulary {
    /** How many ids there are; a model's table of embeddings may have more rows, which stand for nothing. */
    int size();

    /**
     * The text of a sequence of ids, special tokens left out.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    String decode(int[] ids);
}
