package io.github.trocr4j.text;

/** A vocabulary with which a model can be trained: it also encodes. */
public interface TrainingVocabulary extends Vocabulary {
    /**
     * Returns the ids that a model learns for a text.
     *
     * @throws IllegalArgumentException if the text cannot be written with this vocabulary
     */
    int[] encode(String text);
}
