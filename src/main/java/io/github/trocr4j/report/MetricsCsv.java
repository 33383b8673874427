package io.github.trocr4j.report;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code metrics.csv}: one line per measurement, only ever added to, so that a run that dies leaves all it measured. Each
 * line is handed to the operating system at once, whole. A line that was cut by a crash is left out when the file is read,
 * and cut off when it is continued.
 *
 * <p>Values that were not measured are empty. Numbers are written as {@link Double#toString(double)} does, which loses
 * nothing and knows no locale.
 */
public final class MetricsCsv implements Closeable {
    /** The first line of the file. */
    public static final String HEADER = "step,epoch,strips_seen,train_loss,learning_rate,grad_norm,"
            + "eval_loss,exact_strips,digit_accuracy,strips_per_second,seconds";

    private static final int COLUMNS = 11;

    private final FileChannel file;

    private MetricsCsv(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens the file to add lines to it; begins it if it is not there.
     *
     * @throws IOException if the file cannot be written, or is there with another header
     */
    public static MetricsCsv append(Path path) throws IOException {
        byte[] content = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        requireHeader(path, content);
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            int whole = wholeLines(content);
            file.truncate(whole);
            file.position(whole);
            MetricsCsv csv = new MetricsCsv(file);
            if (whole == 0) {
                csv.line(HEADER);
            }
            return csv;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens the file of a run that goes on after this step: what was measured later is taken out, since it will be measured
     * again.
     *
     * @throws IOException if the file cannot be written, or is there with another header or with a line that is no row
     */
    public static MetricsCsv continueAt(Path path, long step) throws IOException {
        if (Files.exists(path)) {
            String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
            StringBuilder kept = new StringBuilder(HEADER).append('\n');
            for (MetricsRow row : read(path)) {
                if (row.step() <= step) {
                    kept.append(text(row)).append('\n');
                }
            }
            if (!kept.toString().equals(text)) {
                Path beside = path.resolveSibling(path.getFileName() + ".tmp");
                Files.writeString(beside, kept, StandardCharsets.UTF_8);
                Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return append(path);
    }

    /** Adds a line. It has left this process when the method returns. */
    public void write(MetricsRow row) throws IOException {
        line(text(row));
    }

    private static String text(MetricsRow row) {
        return Stream.concat(
                        Stream.of(row.step(), row.epoch(), row.stripsSeen()).map(String::valueOf),
                        Stream.of(
                                        row.trainLoss(),
                                        row.learningRate(),
                                        row.gradNorm(),
                                        row.evalLoss(),
                                        row.exactStrips(),
                                        row.digitAccuracy(),
                                        row.stripsPerSecond(),
                                        row.seconds())
                                .map(value -> value.isPresent() ? Double.toString(value.getAsDouble()) : ""))
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /**
     * All rows of a file. A run that was resumed from an older state measured some steps twice; then only the later rows
     * count: a row takes the rows of higher steps before it out.
     *
     * @throws IOException if the file cannot be read, has another header, or has a whole line that is no row; the message
     *     names the line
     */
    public static List<MetricsRow> read(Path path) throws IOException {
        byte[] content = Files.readAllBytes(path);
        requireHeader(path, content);
        List<String> lines = new String(content, 0, wholeLines(content), StandardCharsets.UTF_8)
                .lines()
                .toList();
        List<MetricsRow> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            MetricsRow row;
            try {
                row = row(lines.get(i));
            } catch (IllegalArgumentException e) {
                throw new IOException(path + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
            while (!rows.isEmpty() && rows.get(rows.size() - 1).step() > row.step()) {
                rows.remove(rows.size() - 1);
            }
            rows.add(row);
        }
        return List.copyOf(rows);
    }

    private void line(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static MetricsRow row(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException("expected " + COLUMNS + " values, got " + cells.length);
        }
        return new MetricsRow(
                Long.parseLong(cells[0]),
                Integer.parseInt(cells[1]),
                Long.parseLong(cells[2]),
                optional(cells[3]),
                optional(cells[4]),
                optional(cells[5]),
                optional(cells[6]),
                optional(cells[7]),
                optional(cells[8]),
                optional(cells[9]),
                optional(cells[10]));
    }

    private static OptionalDouble optional(String cell) {
        return cell.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(cell));
    }

    /** Refuses to continue or read what is something else; a header that was itself cut is as good as none. */
    private static void requireHeader(Path path, byte[] content) throws IOException {
        String text = new String(content, StandardCharsets.UTF_8);
        if (!text.startsWith(HEADER + "\n") && !(HEADER + "\n").startsWith(text)) {
            throw new IOException(path + " does not begin with the header of a metrics.csv: " + HEADER);
        }
    }

    private static int wholeLines(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        return end;
    }
}
