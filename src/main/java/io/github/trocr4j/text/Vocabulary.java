package io.github.trocr4j.text;

import java.io.IOException;
import java.nio.file.Path;

/** Decodes the token ids of a model. */
public interface Vocabulary {
    /**
     * Reads the vocabulary of a model folder: characters that {@link CharacterVocabulary} has written, or a
     * {@link Tokenizer}.
     *
     * @throws VocabularyException if a file is damaged, or of an unknown kind
     * @throws IOException if there is none, or it cannot be read
     */
    static Vocabulary load(Path folder) throws IOException {
        return TokenizerFolder.vocabulary(folder);
    }

    /** Returns whether a folder has a file with a vocabulary. */
    static boolean isIn(Path folder) {
        return TokenizerFolder.holdsVocabulary(folder);
    }

    /**
     * Returns the text of a sequence of ids, without special tokens.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    String decode(int[] ids);
}
