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

/** The output rows: the input rows without the column of bytes, plus the readings. */
final class ReadingColumns {
    private static final List<StructField> ADDED = List.of(
            DataTypes.createStructField("digits", DataTypes.StringType, true),
            DataTypes.createStructField("confidences", DataTypes.createArrayType(DataTypes.FloatType, false), true),
            DataTypes.createStructField("confidence", DataTypes.FloatType, true),
            DataTypes.createStructField("uncertain", DataTypes.BooleanType, true),
            DataTypes.createStructField("error", DataTypes.StringType, true));

    private ReadingColumns() {}

    /**
     * Returns the schema of the output.
     *
     * @param bytes the index of the column to drop, or -1
     * @throws IllegalArgumentException if the input already has a column of such a name
     */
    static StructType of(StructType input, int bytes) {
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < input.fields().length; i++) {
            StructField field = input.fields()[i];
            if (ADDED.stream().anyMatch(added -> added.name().equalsIgnoreCase(field.name()))) {
                throw new IllegalArgumentException(
                        "column " + field.name() + ": expected no column of this name, because the readings are"
                                + " written to it;"
                                + " rename or drop it");
            }
            if (i != bytes) {
                fields.add(field);
            }
        }
        fields.addAll(ADDED);
        return DataTypes.createStructType(fields);
    }

    /** Returns a row of the output. For a picture that could not be read, all added columns except error are null. */
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
