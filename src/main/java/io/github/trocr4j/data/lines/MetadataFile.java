package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.lines.LineDataReader.Columns;
import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonReader;
import io.github.trocr4j.json.JsonReader.Limits;
import io.github.trocr4j.json.JsonReader.Token;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a table of pictures and their texts row by row: CSV with commas, semicolons or tabs, TSV, or JSON Lines. */
final class MetadataFile {
    /** The most bytes a table may have: some ten million lines. */
    static final long MAX_BYTES = 1_000_000_000;

    /** Takes the rows. */
    interface Rows {
        /** A row with both values. */
        void row(long line, String fileName, String text);

        /** A malformed row. */
        void malformed(long line, String clause);
    }

    private final Columns columns;
    private final Rows rows;

    private MetadataFile(Columns columns, Rows rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** Returns whether the name is one of a table that can be read: csv, tsv or jsonl. */
    static boolean isTable(String name) {
        return List.of("csv", "tsv", "jsonl").contains(DataFolder.extension(name));
    }

    /**
     * Reads a table; its name says of which kind it is.
     *
     * @param name what messages call it
     * @throws LineDataException if it is none, or one that cannot be read to its end
     */
    static void read(Path file, String name, Columns columns, Rows rows) throws LineDataException {
        checkSize(file, name);
        try (Utf8Lines lines = new Utf8Lines(file, name)) {
            switch (DataFolder.extension(name)) {
                case "jsonl" -> new MetadataFile(columns, rows).jsonLines(lines);
                case "tsv" -> new SeparatedValues(name, columns, rows).read(lines, "\t");
                default -> new SeparatedValues(name, columns, rows).read(lines, ",;\t");
            }
        }
    }

    private static void checkSize(Path file, String name) throws LineDataException {
        if (!Files.isRegularFile(file)) {
            throw new LineDataException(
                    name, "a file", Files.isDirectory(file) ? "a folder" : "something else", "rename or remove it");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new LineDataException(
                        name, "at most " + MAX_BYTES + " bytes", Files.size(file) + "", "divide it into several");
            }
        } catch (LineDataException e) {
            throw e;
        } catch (IOException e) {
            throw new LineDataException(name, e);
        }
    }

    private void jsonLines(Utf8Lines lines) throws LineDataException {
        boolean first = true;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isBlank()) {
                continue;
            }
            if (first && (line.indexOf('\0') >= 0 || line.stripLeading().startsWith("["))) {
                throw new LineDataException(
                        lines.where(lines.number()),
                        "one JSON object on each line",
                        line.indexOf('\0') >= 0 ? "the character NUL" : "an array",
                        "write JSON Lines in UTF-8");
            }
            first = false;
            jsonLine(lines.number(), line);
        }
    }

    private void jsonLine(long number, String line) {
        Map<String, String> values = new HashMap<>();
        List<String> names = new ArrayList<>();
        try {
            JsonReader json = new JsonReader(new StringReader(line.stripTrailing()), Limits.DEFAULT);
            if (json.next() != Token.OBJECT) {
                rows.malformed(number, "no JSON object");
                return;
            }
            while (json.next() != Token.END_OBJECT) {
                String key = json.name();
                names.add(key);
                if (json.next() == Token.TEXT) {
                    values.put(key, json.text());
                }
                json.skip();
            }
            json.next(); // the end
        } catch (JsonException e) {
            rows.malformed(number, "no JSON object (" + LineDataException.shown(e.getMessage()) + ")");
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string is read
        }
        for (String wanted : List.of(columns.fileName(), columns.text())) {
            if (!names.contains(wanted)) {
                rows.malformed(number, "no " + quoted(List.of(wanted)) + " among " + quoted(names));
                return;
            }
            if (!values.containsKey(wanted)) {
                rows.malformed(number, quoted(List.of(wanted)) + " is no string");
                return;
            }
        }
        rows.row(number, values.get(columns.fileName()), values.get(columns.text()));
    }

    /** Names as a message shows them; the first of many. */
    static String quoted(Iterable<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add('"' + LineDataException.shown(name) + '"'));
        return quoted.stream().limit(RefusedLines.NAMED).collect(Collectors.joining(", "));
    }
}
