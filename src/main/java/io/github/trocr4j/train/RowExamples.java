package io.github.trocr4j.train;

import io.github.trocr4j.data.lines.ComposedRows;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.DigitVocabulary;

/** Composed rows of numbers as examples; those of each epoch are new. */
public final class RowExamples implements Examples {
    /** What a row can contain. */
    public static final CharacterVocabulary VOCABULARY = CharacterVocabulary.of(DigitVocabulary.DIGITS);

    private final ComposedRows rows;
    private final int size;

    /** Creates examples with so many rows in an epoch. */
    public RowExamples(ComposedRows rows, int size) {
        this.rows = rows;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Example example(int epoch, int index) {
        ComposedRows.Row row = rows.row((long) epoch * size + index);
        return new Example(row.picture(), VOCABULARY.encode(row.text()));
    }

    /** Returns the validation of a model on the rows of the first epoch, by its character error rate. */
    public Validation validation(long seed) {
        return Validation.of(this, VOCABULARY, seed);
    }
}
