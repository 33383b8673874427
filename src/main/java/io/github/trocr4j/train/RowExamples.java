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
    private final long shortFirst;
    private final double aspect;

    /**
     * Creates examples.
     *
     * @param size rows in an epoch
     * @param shortFirst rows, over all epochs, of a beginning with short and plain ones, which become longer and more
     *     difficult from row to row; 0 for none
     * @param aspect width by height of the model's input
     */
    public RowExamples(ComposedRows rows, int size, long shortFirst, double aspect) {
        this.rows = rows;
        this.size = size;
        this.shortFirst = shortFirst;
        this.aspect = aspect;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Example example(int epoch, int index) {
        long seen = (long) epoch * size + index;
        ComposedRows.Row row = rows.row(seen, seen < shortFirst ? (double) seen / shortFirst : 1);
        return new Example(row.trainedForm(aspect), VOCABULARY.encode(row.text()));
    }

    /** Returns the validation of a model on the rows of the first epoch, by its character error rate. */
    public Validation validation(long seed) {
        return Validation.of(this, VOCABULARY, seed);
    }
}
