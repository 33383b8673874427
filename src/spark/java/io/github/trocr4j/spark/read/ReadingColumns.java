package io.github.trocr4j.spark.read;

import io.github.trocr4j.Line;
import io.github.trocr4j.PictureReadings.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The output rows: the input rows without the column of bytes, plus the readings. */
final class ReadingColumns {
    private static final StructType BOX = new StructType()
            .add("x", DataTypes.IntegerType, false)
            .add("y", DataTypes.IntegerType, false)
            .add("width", DataTypes.IntegerType, false)
            .add("height", DataTypes.IntegerType, false);
    private static final StructType LINE = new StructType()
            .add("text", DataTypes.StringType, false)
            .add("confidence", DataTypes.FloatType, false)
            .add("uncertain", DataTypes.BooleanType, false)
            .add("box", BOX, false);
    private static final List<StructField> ADDED = List.of(
            DataTypes.createStructField("lines", DataTypes.createArrayType(LINE, false), true),
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

    /** Returns a row of the output: lines or, for a picture that could not be read, the error; the other is null. */
    static Row row(Outcome<Row> outcome, int bytes) {
        Row input = outcome.key();
        List<Object> values = new ArrayList<>(input.size() + ADDED.size());
        for (int i = 0; i < input.size(); i++) {
            if (i != bytes) {
                values.add(input.get(i));
            }
        }
        boolean read = outcome.problem().isEmpty();
        values.add(read ? outcome.lines().stream().map(ReadingColumns::line).toArray(Row[]::new) : null);
        values.add(read ? null : outcome.problem().get().getMessage());
        return RowFactory.create(values.toArray());
    }

    private static Row line(Line line) {
        return RowFactory.create(
                line.text(),
                line.confidence(),
                line.uncertain(),
                RowFactory.create(line.x(), line.y(), line.width(), line.height()));
    }
}
