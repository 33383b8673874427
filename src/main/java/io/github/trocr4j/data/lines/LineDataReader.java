package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.lines.LineData.Form;
import io.github.trocr4j.data.lines.LineData.Split;
import io.github.trocr4j.data.lines.RefusedLines.BadLine;
import io.github.trocr4j.data.lines.RefusedLines.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads labelled lines from one of these:
 *
 * <ul>
 *   <li>a folder with {@code metadata.csv} or {@code metadata.jsonl}, in itself or in the folders of its splits, as
 *       HuggingFace's {@code imagefolder} has it;
 *   <li>a CSV, TSV or JSONL file with paths that are relative to its folder;
 *   <li>a folder of pairs such as {@code a.png} and {@code a.gt.txt} or {@code a.txt}, sub-folders included.
 * </ul>
 *
 * What lies in a folder {@code train}, {@code validation} or {@code test} at the top, or in one of the other names of a
 * {@link Split}, belongs to that split; the rest is for training. Neither a path nor a link may leave the folder.
 * Hidden files are ignored. Tables and texts are UTF-8.
 */
public final class LineDataReader {
    /**
     * Which columns of a table (keys, in JSON) hold the two values; compared letter by letter.
     *
     * @param fileName the column of the picture's path
     * @param text the column of the text
     */
    public record Columns(String fileName, String text) {
        /** HuggingFace's names. */
        public static final Columns DEFAULT = new Columns("file_name", "text");

        /** Refuses one column for both. */
        public Columns {
            if (fileName.equals(text)) {
                throw new IllegalArgumentException(
                        "expected two columns, found \"" + text + "\" for both the picture and the text");
            }
        }
    }

    /** More than any line of {@link LabelledLine#MAX_CHARACTERS} takes. */
    private static final int MAX_TEXT_BYTES = 100_000;

    private static final String PAIRS_OR_METADATA =
            "metadata.csv, metadata.jsonl, or pairs such as a.png and a.txt or a.gt.txt";

    private final Path source;
    private final DataFolder folder;
    private final Columns columns;
    private final Map<Split, List<LabelledLine>> lines = new EnumMap<>(Split.class);
    private final Map<Path, String> labelled = new HashMap<>(); // pictures, and where their text is
    private final RefusedLines.Collector refused = new RefusedLines.Collector();
    private final List<String> notices = new ArrayList<>();

    private LineDataReader(Path source, Path top, Columns columns) throws IOException {
        this.source = source;
        this.columns = columns;
        folder = new DataFolder(top);
        for (Split split : Split.values()) {
            lines.put(split, new ArrayList<>());
        }
    }

    /** Returns whether a folder of labelled lines may contain a file of this name, other than a text. */
    public static boolean isLineFile(String name) {
        return DataFolder.METADATA.contains(name) || PicturePairs.isPicture(name);
    }

    /**
     * Finds the lines, in the order of the table, or of the files' names. Bad lines are counted, not thrown.
     *
     * @param source a folder, or a CSV, TSV or JSONL file
     * @throws LineDataException if it is neither, if it cannot be read to its end, or if no line in it can be used
     */
    public static LineData read(Path source, Columns columns) throws LineDataException {
        boolean isFolder = Files.isDirectory(source);
        if (!isFolder && !(Files.isRegularFile(source) && MetadataFile.isTable(source.toString()))) {
            throw new LineDataException(
                    source.toString(),
                    "a folder or a .csv, .tsv or .jsonl file",
                    Files.exists(source) ? "another kind of file" : "nothing",
                    "name the folder of the pictures, or the file that lists them");
        }
        try {
            LineDataReader reader = new LineDataReader(source, isFolder ? source : source.resolveSibling(""), columns);
            return isFolder ? reader.folder() : reader.table();
        } catch (LineDataException e) {
            throw e;
        } catch (IOException e) {
            throw new LineDataException(source.toString(), e);
        }
    }

    private LineData table() throws IOException {
        readTable(source);
        return data(Form.TABLE, List.of(), new TreeMap<>());
    }

    private LineData folder() throws IOException {
        List<Path> tables = folder.metadata();
        RefusedLines.Collector unlisted = new RefusedLines.Collector();
        SortedMap<String, Path> files = folder.files(unlisted);
        PicturePairs pairs = PicturePairs.of(files.keySet());
        if (tables.isEmpty()) {
            refused.addAll(unlisted.refused());
            readPairs(pairs);
            return data(Form.PAIRS, pairs.unlabelled(), files);
        }
        for (Path table : tables) {
            readTable(table);
        }
        if (!pairs.pairs().isEmpty()) {
            notices.add("The texts come from " + folder.name(tables.get(0)) + ", not from the text files beside "
                    + counted(pairs.pairs().size(), "picture") + ".");
        }
        return data(
                Form.IMAGEFOLDER,
                files.keySet().stream().filter(PicturePairs::isPicture).toList(),
                files);
    }

    private void readTable(Path table) throws LineDataException {
        String name = table.toString();
        if (!table.equals(source) && Files.isRegularFile(table)) {
            try {
                folder.inside(table);
            } catch (BadLine e) {
                throw new LineDataException(
                        name, "a file in the folder", "a link that leaves it", "copy what it leads to");
            }
        }
        Path base = table.resolveSibling("");
        MetadataFile.read(table, name, columns, new MetadataFile.Rows() {
            @Override
            public void row(long line, String fileName, String text) {
                String where = folder.name(table) + " line " + line;
                try {
                    add(folder.named(base, fileName), text, where);
                } catch (BadLine e) {
                    refused.add(where, e.reason, e.getMessage());
                }
            }

            @Override
            public void malformed(long line, String clause) {
                refused.add(folder.name(table) + " line " + line, Reason.MALFORMED_ROW, clause);
            }
        });
    }

    private void readPairs(PicturePairs pairs) {
        pairs.unpaired()
                .forEach((text, missing) ->
                        refused.add(LineDataException.shown(text), missing.reason(), missing.clause()));
        pairs.pairs().forEach((text, picture) -> {
            String where = LineDataException.shown(text);
            try {
                add(folder.file(picture), content(folder.file(text), where), where);
            } catch (BadLine e) {
                refused.add(where, e.reason, e.getMessage());
            }
        });
        if (!pairs.ignored().isEmpty()) {
            notices.add("A .gt.txt file takes precedence over a .txt file of the same name; ignored: "
                    + shown(pairs.ignored()) + ".");
        }
    }

    private static String content(Path file, String name) throws BadLine {
        StringBuilder content = new StringBuilder();
        try (Utf8Lines lines = new Utf8Lines(file, name)) {
            if (Files.size(file) > MAX_TEXT_BYTES) {
                throw new BadLine(Reason.TOO_LONG, "a text of " + Files.size(file) + " bytes");
            }
            for (String line = lines.next(); line != null; line = lines.next()) {
                content.append(line);
            }
            return content.toString();
        } catch (LineDataException e) {
            throw new BadLine(e.getCause() == null ? Reason.NOT_UTF8 : Reason.UNREADABLE, e.clause());
        } catch (IOException e) {
            throw new BadLine(Reason.UNREADABLE, "cannot be read (" + LineDataException.reason(e) + ")");
        }
    }

    private void add(Path picture, String text, String where) throws BadLine {
        String earlier = labelled.putIfAbsent(folder.inside(picture), where);
        String name = folder.name(picture);
        if (earlier != null) {
            throw new BadLine(Reason.NAMED_TWICE, LineDataException.shown(name) + " already belongs to " + earlier);
        }
        lines.get(split(name)).add(LabelledLine.of(picture, text));
    }

    private static Split split(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? Split.TRAIN : Split.named(name.substring(0, slash)).orElse(Split.TRAIN);
    }

    private LineData data(Form form, List<String> pictures, SortedMap<String, Path> files) throws IOException {
        if (lines.values().stream().allMatch(List::isEmpty)) {
            throw nothing(form, List.copyOf(files.keySet()));
        }
        List<Path> unlabelled = pictures.stream()
                .filter(picture -> !labelled.containsKey(files.get(picture)))
                .map(folder::file)
                .toList();
        for (Path split : form == Form.TABLE ? List.<Path>of() : folder.splits()) {
            String name = folder.name(split);
            if (Split.named(name).map(lines::get).orElseThrow().isEmpty()) {
                notices.add("There is a folder " + name + ", but no line in it that can be used.");
            }
        }
        return new LineData(source, form, lines, refused.refused(), unlabelled, Set.of(), notices);
    }

    private LineDataException nothing(Form form, List<String> names) {
        RefusedLines bad = refused.refused();
        List<String> tables = names.stream().filter(MetadataFile::isTable).toList();
        if (form == Form.PAIRS && !tables.isEmpty()) {
            return nothing(PAIRS_OR_METADATA, shown(tables), "name that file itself");
        }
        if (bad.total() > 0) {
            return nothing("lines that can be used", "none among " + bad.total() + ": " + bad.counted(), bad.named());
        }
        if (form != Form.PAIRS) {
            return nothing("lines", "a table without rows", "list the pictures and their texts in it");
        }
        long pictures = names.stream().filter(PicturePairs::isPicture).count();
        return nothing(
                PAIRS_OR_METADATA,
                pictures > 0
                        ? counted(pictures, "picture") + " without a text"
                        : names.isEmpty() ? "an empty folder" : "nothing but " + shown(names),
                "write the texts beside the pictures, or list both in metadata.csv");
    }

    private LineDataException nothing(String expected, String found, String remedy) {
        return new LineDataException(source.toString(), expected, found, remedy);
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String shown(List<String> names) {
        String first = names.stream().limit(3).map(LineDataException::shown).collect(Collectors.joining(", "));
        return names.size() > 3 ? first + " and " + (names.size() - 3) + " more" : first;
    }
}
