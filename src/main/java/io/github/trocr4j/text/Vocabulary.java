package io.github.trocr4j.text;

/** Decodes the token ids of a model. */
public interface Vocabulary {
    /**
     * Returns the text of a sequence of ids, without special tokens.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    String decode(int[] ids);
}
