package io.github.trocr4j.train;

import io.github.trocr4j.data.lines.ComposedRows;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrainedForm;
import io.github.trocr4j.image.row.RowFinder;
import io.github.trocr4j.image.row.WritingRow;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.DigitVocabulary;
import java.util.List;

/**
 * Composed rows of numbers as examples; those of each epoch are new. Every other one is as {@link RowFinder} hands it
 * over: without most of its lines, with what it leaves of them. The others are as composed, which is how
 * {@code LineReader.readRow} is given rows.
 */
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
        Picture picture = seen % 2 == 0 ? found(row) : TrainedForm.darkOnLight(row.picture());
        return new Example(TrainedForm.of(picture, aspect), VOCABULARY.encode(row.text()));
    }

    /** Returns the row as it is found; as composed if it is not found as one row with all of its digits. */
    private static Picture found(ComposedRows.Row row) {
        List<WritingRow> rows = RowFinder.find(row.picture());
        return rows.size() == 1 && (row.text().isEmpty() || holds(rows.get(0), row))
                ? rows.get(0).crop()
                : TrainedForm.darkOnLight(row.picture());
    }

    private static boolean holds(WritingRow found, ComposedRows.Row row) {
        int middle = row.picture().height() / 2;
        return found.x() <= row.first()
                && row.last() <= found.x() + found.width()
                && found.y() <= middle
                && middle <= found.y() + found.height();
    }

    /** Returns the validation of a model on the rows of the first epoch, by its character error rate. */
    public Validation validation(long seed) {
        return Validation.of(this, VOCABULARY, seed);
    }
}
