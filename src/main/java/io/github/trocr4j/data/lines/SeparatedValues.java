package io.github.trocr4j.data.lines;

import static io.github.trocr4j.data.lines.MetadataFile.quoted;

import io.github.trocr4j.data.lines.LineDataReader.Columns;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads rows of separated values below a line of names (RFC 4180). The first of the given separators by which both
 * columns are there is taken: programs write semicolons or tabs into files that are called CSV.
 */
final class SeparatedValues {
    private final String name;
    private final Columns columns;
    private final MetadataFile.Rows rows;

    SeparatedValues(String name, Columns columns, MetadataFile.Rows rows) {
        this.name = name;
        this.columns = columns;
        this.rows = rows;
    }

    /** Reads all rows. */
    void read(Utf8Lines lines, String separators) throws LineDataException {
        String first = lines.next();
        while (first != null && first.isBlank()) {
            first = lines.next();
        }
        if (first == null) {
            throw new LineDataException(name, expectedColumns(), "an empty file", "write the columns' names first");
        }
        if (first.indexOf('\0') >= 0) {
            throw new LineDataException(
                    lines.where(lines.number()), "UTF-8 text", "the character NUL", "save the file as UTF-8");
        }
        CSVFormat format = format(separators.charAt(0));
        List<String> header = header(first, format);
        for (int i = 1; i < separators.length() && !hasColumns(header); i++) {
            CSVFormat other = format(separators.charAt(i));
            List<String> names = header(first, other);
            if (hasColumns(names)) {
                format = other;
                header = names;
            }
        }
        int fileName = column(columns.fileName(), header);
        int text = column(columns.text(), header);
        long above = lines.number() - 1;
        long end = above; // the last line of the last row that was read
        RecordReader reader = new RecordReader(first, lines);
        try (CSVParser parser = format.parse(reader)) {
            Iterator<CSVRecord> records = parser.iterator();
            records.next(); // the header
            end = above + parser.getCurrentLineNumber();
            while (records.hasNext()) {
                CSVRecord row = records.next();
                reader.recordEnds();
                end = above + parser.getCurrentLineNumber();
                long line = end - lineBreaks(row);
                if (row.size() == header.size()) {
                    rows.row(line, row.get(fileName), row.get(text));
                } else {
                    rows.malformed(
                            line,
                            row.size() + (row.size() == 1 ? " value" : " values") + " for " + header.size() + " columns"
                                    + (row.size() > header.size() ? "; quote a text with commas" : ""));
                }
            }
        } catch (UncheckedIOException | IllegalStateException | IOException e) {
            if (cause(e) instanceof LineDataException refusal) {
                throw refusal;
            }
            throw new LineDataException(
                    lines.where(end + 1),
                    "quotes in pairs around a value, and doubled within it",
                    "an open quote or something after a closing quote",
                    "correct the quotes there");
        }
    }

    /** Returns what Commons CSV has wrapped: in an IllegalStateException before 1.10. */
    private static Throwable cause(Throwable failure) {
        return failure instanceof RuntimeException ? failure.getCause() : failure;
    }

    @SuppressWarnings("deprecation") // Commons CSV has had its successor since 1.9; applications bring older ones
    private static CSVFormat format(char separator) {
        return CSVFormat.DEFAULT.withDelimiter(separator);
    }

    /** Returns the names in the first line; none if its quotes are broken. */
    private static List<String> header(String line, CSVFormat format) {
        try (CSVParser parser = format.parse(new StringReader(line))) {
            List<String> names = new ArrayList<>();
            parser.iterator().next().forEach(names::add);
            return names;
        } catch (UncheckedIOException | IllegalStateException | IOException e) {
            return List.of();
        }
    }

    private boolean hasColumns(List<String> header) {
        return header.contains(columns.fileName()) && header.contains(columns.text());
    }

    private int column(String wanted, List<String> header) throws LineDataException {
        switch (Collections.frequency(header, wanted)) {
            case 0 ->
                throw new LineDataException(
                        name,
                        expectedColumns(),
                        header.isEmpty() ? "a first line with broken quotes" : quoted(header),
                        "name the columns in the first line, or say which ones hold the picture and the text");
            case 1 -> {
                return header.indexOf(wanted);
            }
            default ->
                throw new LineDataException(
                        name,
                        "one column " + quoted(List.of(wanted)),
                        Collections.frequency(header, wanted) + " of them",
                        "rename or remove all but one");
        }
    }

    private String expectedColumns() {
        return "the columns " + quoted(List.of(columns.fileName())) + " and " + quoted(List.of(columns.text()));
    }

    private static long lineBreaks(CSVRecord row) {
        long breaks = 0;
        for (String value : row) {
            breaks += value.chars().filter(character -> character == '\n').count();
        }
        return breaks;
    }

    /**
     * Passes lines on to the parser, which reads ahead by a buffer. Ends a row without an end: a quote that is not
     * closed would take the rest of the file into memory.
     */
    private static final class RecordReader extends Reader {
        private final Utf8Lines lines;
        private String line;
        private int position;
        private long characters;

        RecordReader(String first, Utf8Lines others) {
            line = first;
            lines = others;
        }

        void recordEnds() {
            characters = 0;
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            if (position == line.length()) {
                String next = lines.next();
                if (next == null) {
                    return -1;
                }
                line = next;
                position = 0;
            }
            int taken = Math.min(length, line.length() - position);
            line.getChars(position, position + taken, target, offset);
            position += taken;
            characters += taken;
            if (characters > 2L * Utf8Lines.MAX_BYTES) {
                throw new IOException("a row without an end");
            }
            return taken;
        }

        @Override
        public void close() {
            // whoever opened the lines closes them
        }
    }
}
