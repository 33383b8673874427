package io.github.trocr4j.text;

import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Splits pieces of text, each of which is about a word, into tokens. */
sealed interface SubwordModel permits BytePairModel, UnigramModel {
    /** Appends the ids of the tokens of a piece of text. */
    void encode(String piece, IntConsumer ids);

    /** Returns the id that stands for unknown characters; empty if they are left out. */
    OptionalInt unknownId();

    /** Returns the tokens of the model. */
    TokenTable tokens();
}
