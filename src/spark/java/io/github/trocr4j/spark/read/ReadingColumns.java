package io.github.trocr4j.spark.read;

import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Rows that come out: those of the input without the column of bytes, and what was read. */
final class ReadingColumns {
    private static final List<StructField> ADDED = List.of(
            DataTypes.createStructField("digits", DataTypes.StringType, true),
            DataTypes.createStructField("confidences", DataTypes.createArrayType(DataTypes.FloatType, false), true),
            DataTypes.createStructField("confidence", DataTypes.FloatType, true),
            DataTypes.createStructField("uncertain", DataTypes.BooleanType, true),
            DataTypes.createStructField("error", DataTypes.StringType, true));

    private ReadingColumns() {}

    /**
     * The columns of the output.
     *
     * @param bytes the index of the column that is dropped, or -1
     * @throws IllegalArgumentException one sentence, if the input has a column of such a name already
     */
    static StructType of(StructType input, int bytes) {
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < input.fields().length; i++) {
            StructField field = input.fields()[i];
            if (ADDED.stream().anyMatch(added -> added.name().equalsIgnoreCase(field.name()))) {
                throw new IllegalArgumentException(
                        "column " + field.name() + ": expected no column of this name, since what is read goes there;"
                                + " rename or drop it");
            }
            if (i != bytes) {
                fields.add(field);
            }
        }
        fields.addAll(ADDED);
        return DataTypes.createStructType(fields);
    }

    /** A row of the output. A picture that was not read has null in all added columns but error. */
    static Row row(Outcome<Row, Reading> outcome, int bytes) {
        Row input = outcome.key();
        List<Object> values = new ArrayList<>(input.size() + ADDED.size());
        for (int i = 0; i < input.size(); i++) {
            if (i != bytes) {
                values.add(input.get(i));
            }
        }
        if (outcome.reading().isPresent()) {
            Reading reading = outcome.reading().get();
            values.addAll(Arrays.asList(
                    reading.digits(),
                    reading.confidences().toArray(Float[]::new),
                    reading.confidence(),
                    reading.uncertain(),
                    null));
        } else {
            values.addAll(Arrays.asList(null, null, null, null, outcome.problem().orElseThrow().getMessage()));
        }
        return RowFactory.create(values.toArray());
    }
}
