package io.github.trocr4j.spark.read;

import io.github.trocr4j.PictureBatch;
import io.github.trocr4j.PictureBatch.Outcome;
import io.github.trocr4j.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** The rows of a partition with what was read in them; a batch of pictures is in memory at a time. */
final class PictureRows implements Iterator<Row> {
    private final Iterator<Row> input;
    private final PictureBatch<Row, Reading> batch;
    private final PartitionReading task;
    private final Configuration hadoop;
    private final Queue<Row> ready = new ArrayDeque<>();

    PictureRows(Iterator<Row> input, PictureBatch<Row, Reading> batch, PartitionReading task) {
        this.input = input;
        this.batch = batch;
        this.task = task;
        this.hadoop = task.hadoop().value().value();
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty() && input.hasNext()) {
            try {
                fill();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void fill() throws IOException {
        while (input.hasNext() && !batch.isFull()) {
            task.column().add(input.next(), batch, hadoop);
        }
        for (Outcome<Row, Reading> outcome : batch.read()) {
            task.counters().count(outcome);
            ready.add(ReadingColumns.row(outcome, task.column().bytes()));
        }
    }
}
