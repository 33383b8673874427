package io.github.trocr4j.spark.read;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.PictureReadings;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.natives.NativeStart;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads one partition in a task. It is serialised with each task, so the model and Hadoop's configuration are
 * broadcast.
 *
 * @param column the column of the pictures
 * @param model the model; null for the shipped one
 * @param hadoop the configuration to open files with
 * @param threads computing threads, as in {@link ExecutorThreads}
 * @param options the options of {@link SparkReader}
 * @param counters the counters for Spark's UI
 */
record PartitionReading(
        PictureColumn column,
        Broadcast<ModelFiles> model,
        Broadcast<SerializableConfiguration> hadoop,
        int threads,
        SparkReaderOptions options,
        ReadingCounters counters)
        implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws IOException {
        ExecutorReaders.Lease lease = lease();
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> lease.close());
        LineReader reader = lease.reader();
        PictureReadings<Row, Reading> readings = new PictureReadings<>(
                rows,
                row -> strip(reader, row),
                strips -> requiring(reader.readStrips(strips)),
                options.batch());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return readings.hasNext();
            }

            @Override
            public Row next() {
                PictureReadings.Outcome<Row, Reading> outcome = readings.next();
                counters.count(outcome);
                return ReadingColumns.row(outcome, column.bytes());
            }
        };
    }

    private Picture strip(LineReader reader, Row row) throws IOException {
        Picture picture = column.picture(row, hadoop.value().value());
        return options.asIs() ? picture : reader.findStrip(column.name(row), picture);
    }

    /** Applies the minimum confidence here, because the reader is shared by tasks with other options. */
    private List<Reading> requiring(List<Reading> readings) {
        return readings.stream()
                .map(reading -> reading.requiring(options.minimumConfidence()))
                .toList();
    }

    private ExecutorReaders.Lease lease() throws IOException {
        ExecutorReaders.Key key = new ExecutorReaders.Key(model == null ? "shipped" : model.value().hash(), threads);
        OptionalInt cores = threads == 0 ? OptionalInt.empty() : OptionalInt.of(threads);
        return ExecutorReaders.lease(key, () -> {
            // Before the first model of the process; otherwise ND4J would use all cores of the machine.
            NativeStart.apply(cores);
            ReaderOptions usual = threads == 0 ? ReaderOptions.DEFAULT : ReaderOptions.DEFAULT.withThreads(threads);
            return model == null ? LineReader.load(usual) : model.value().load(usual);
        });
    }
}
