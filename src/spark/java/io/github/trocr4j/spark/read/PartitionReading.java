package io.github.trocr4j.spark.read;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.PictureReadings;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.natives.NativeStart;
import java.io.IOException;
import java.util.Iterator;
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
        PictureReadings<Row> readings = new PictureReadings<>(
                rows, row -> column.picture(row, hadoop.value().value()), lease.reader(), options.batch());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return readings.hasNext();
            }

            @Override
            public Row next() {
                PictureReadings.Outcome<Row> outcome = readings.next();
                counters.count(outcome);
                return ReadingColumns.row(outcome, column.bytes());
            }
        };
    }

    private ExecutorReaders.Lease lease() throws IOException {
        ReaderOptions reader =
                threads == 0 ? options.ofReader() : options.ofReader().withThreads(threads);
        ExecutorReaders.Key key = new ExecutorReaders.Key(
                model == null ? "shipped" : model.value().hash(), reader);
        return ExecutorReaders.lease(key, () -> {
            // Before the first model of the process; otherwise ND4J would use all cores of the machine.
            NativeStart.apply(reader.threads());
            return model == null ? LineReader.load(reader) : model.value().load(reader);
        });
    }
}
