package io.github.trocr4j.spark.read;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PictureFile;
import io.github.trocr4j.image.StripFinder;
import io.github.trocr4j.image.UnreadableImageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.jdk.javaapi.CollectionConverters;

/** The rows of a partition with what was read in their pictures, a batch at a time: no more of it is in memory. */
final class PictureReading implements Iterator<Row> {
    private static final long MOST_PIXELS_AT_ONCE = 4_000_000;
    private static final String AS_IS = " (with --as-is the whole picture is read).";

    private final Iterator<Row> rows;
    private final ReadOptions options;
    private final DigitReader reader;
    private final Configuration hadoop;
    private final ReadCounters counters;
    private final int length;
    private final Deque<Row> done = new ArrayDeque<>();

    /** A picture to be read, or why there is none. */
    private record Pending(Row row, Picture strip, String problem) {}

    PictureReading(
            Iterator<Row> rows, ReadOptions options, DigitReader reader, Configuration hadoop, ReadCounters counters) {
        this.rows = rows;
        this.options = options;
        this.reader = reader;
        this.hadoop = hadoop;
        this.counters = counters;
        this.length = reader.length();
    }

    @Override
    public boolean hasNext() {
        return !done.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
        if (done.isEmpty()) {
            readBatch();
        }
        return done.remove();
    }

    private void readBatch() {
        List<Pending> batch = new ArrayList<>();
        long pixels = 0;
        while (rows.hasNext() && batch.size() < options.batchSize() && pixels < MOST_PIXELS_AT_ONCE) {
            Pending one = pending(rows.next());
            pixels += one.strip() == null
                    ? 0
                    : (long) one.strip().width() * one.strip().height();
            batch.add(one);
        }
        List<Picture> strips =
                batch.stream().map(Pending::strip).filter(Objects::nonNull).toList();
        Iterator<Reading> readings = reader.readPictures(strips).iterator();
        for (Pending one : batch) {
            done.add(one.strip() == null ? refused(one) : read(one.row(), readings.next()));
        }
    }

    private Pending pending(Row row) {
        String path = options.pathColumn().isEmpty() ? null : row.getAs(options.pathColumn());
        java.nio.file.Path name = java.nio.file.Path.of(path == null ? "picture" : new Path(path).getName());
        try {
            Picture picture = picture(row, path, name);
            Optional<Picture> strip = options.asIs() ? Optional.of(picture) : StripFinder.find(picture, length);
            return strip.map(found -> new Pending(row, found, null))
                    .orElseGet(() -> new Pending(row, null, name + ": " + StripFinder.NOTHING + AS_IS));
        } catch (UnreadableImageException e) {
            return new Pending(row, null, e.getMessage());
        } catch (IOException e) {
            return new Pending(row, null, name + ": cannot be read (" + e.getMessage() + ").");
        }
    }

    private Picture picture(Row row, String path, java.nio.file.Path name) throws IOException {
        if (!options.contentColumn().isEmpty()) {
            byte[] content = row.getAs(options.contentColumn());
            return PictureFile.read(name, new ByteArrayInputStream(content == null ? new byte[0] : content));
        }
        Path file = new Path(path);
        try (InputStream in = file.getFileSystem(hadoop).open(file)) {
            return PictureFile.read(name, in);
        }
    }

    private Row refused(Pending one) {
        counters.refused().add(1);
        return with(one.row(), null, null, null, null, one.problem().replaceAll("\\p{Cc}", "?"));
    }

    private Row read(Row row, Reading reading) {
        counters.read().add(1);
        if (reading.uncertain()) {
            counters.uncertain().add(1);
        }
        return with(
                row,
                reading.digits(),
                CollectionConverters.asScala(reading.confidences()).toSeq(),
                reading.confidence(),
                reading.uncertain(),
                null);
    }

    private static Row with(Row row, Object... more) {
        Object[] values = new Object[row.size() + more.length];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        System.arraycopy(more, 0, values, row.size(), more.length);
        return RowFactory.create(values);
    }
}
