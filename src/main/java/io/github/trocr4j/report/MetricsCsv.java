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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code metrics.csv}: one line for each measurement. Lines are only appended, so that a run that crashes keeps all its
 * measurements. Each line is written to the operating system immediately and in one piece. A line that a crash has
 * truncated is ignored when the file is read, and removed when it is continued.
 *
 * <p>Values that were not measured are empty. Numbers are formatted by {@link Double#toString(double)}, which is exact
 * and independent of the locale. The header tells the {@linkplain RunKind kind} of the run.
 */
public final class MetricsCsv implements Closeable {
    private static final int COLUMNS = 11;

    private final FileChannel file;

    private MetricsCsv(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens the file for appending, and creates it if it does not exist.
     *
     * @throws IOException if the file cannot be written, or exists with another header
     */
    public static MetricsCsv append(Path path, RunKind kind) throws IOException {
        byte[] content = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        if (!hasHeader(content, kind)) {
            throw anotherFile(path, kind.header());
        }
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            int complete = completeLength(content);
            file.truncate(complete);
            file.position(complete);
            MetricsCsv csv = new MetricsCsv(file);
            if (complete == 0) {
                csv.line(kind.header());
            }
            return csv;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens the file of a run that resumes after this step. Later rows are removed, because they will be measured
     * again.
     *
     * @throws IOException if the file cannot be written, or exists with another header or with an invalid line
     */
    public static MetricsCsv continueAt(Path path, RunKind kind, long step) throws IOException {
        if (Files.exists(path) && hasHeader(Files.readAllBytes(path), kind)) {
            String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
            StringBuilder kept = new StringBuilder(kind.header()).append('\n');
            for (MetricsRow row : read(path)) {
                if (row.step() <= step) {
                    kept.append(text(row)).append('\n');
                }
            }
            if (!kept.toString().equals(text)) {
                Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
                Files.writeString(temporary, kept, StandardCharsets.UTF_8);
                Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return append(path, kind);
    }

    /** Writes a row to the operating system. */
    public void write(MetricsRow row) throws IOException {
        line(text(row));
    }

    private static String text(MetricsRow row) {
        return Stream.concat(
                        Stream.of(row.step(), row.epoch(), row.examplesSeen()).map(String::valueOf),
                        Stream.of(
                                        row.trainLoss(),
                                        row.learningRate(),
                                        row.gradNorm(),
                                        row.evalLoss(),
                                        row.exact(),
                                        row.digitAccuracyOrCer(),
                                        row.examplesPerSecond(),
                                        row.seconds())
                                .map(value -> value.isPresent() ? Double.toString(value.getAsDouble()) : ""))
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /**
     * Reads all rows of a file. If a resumed run measured some steps twice, only the later rows count: a row removes
     * preceding rows of higher steps.
     *
     * @throws IOException if the file cannot be read, has another header, or has an invalid complete line; the message
     *     names the line
     */
    public static List<MetricsRow> read(Path path) throws IOException {
        byte[] content = Files.readAllBytes(path);
        kind(path, content);
        List<String> lines = new String(content, 0, completeLength(content), StandardCharsets.UTF_8)
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

    /**
     * Returns the kind of the run that wrote a file; empty if a crash has truncated the header.
     *
     * @throws IOException if the file cannot be read or has another header
     */
    public static Optional<RunKind> kind(Path path) throws IOException {
        return kind(path, Files.readAllBytes(path));
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
            throw new IllegalArgumentException("expected " + COLUMNS + " values, found " + cells.length);
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

    private static Optional<RunKind> kind(Path path, byte[] content) throws IOException {
        List<RunKind> kinds = Stream.of(RunKind.values())
                .filter(kind -> hasHeader(content, kind))
                .toList();
        if (kinds.isEmpty()) {
            throw anotherFile(
                    path, Stream.of(RunKind.values()).map(RunKind::header).collect(Collectors.joining(" or ")));
        }
        return completeLength(content) == 0 ? Optional.empty() : Optional.of(kinds.get(0));
    }

    /** Returns whether the file begins with this header. A truncated header counts as an empty file. */
    private static boolean hasHeader(byte[] content, RunKind kind) {
        String text = new String(content, StandardCharsets.UTF_8);
        String header = kind.header() + "\n";
        return text.startsWith(header) || header.startsWith(text);
    }

    private static IOException anotherFile(Path path, String expected) {
        return new IOException(path + ": expected the header of a metrics.csv: " + expected);
    }

    private static int completeLength(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        return end;
    }
}
