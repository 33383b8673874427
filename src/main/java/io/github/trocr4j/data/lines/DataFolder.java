package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.lines.LineData.Split;
import io.github.trocr4j.data.lines.RefusedLines.BadLine;
import io.github.trocr4j.data.lines.RefusedLines.Reason;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A folder of data. Neither a path in a table nor a link may leave it. */
final class DataFolder {
    static final List<String> METADATA = List.of("metadata.csv", "metadata.jsonl");

    private final Path folder;
    private final Path real;

    DataFolder(Path folder) throws IOException {
        this.folder = folder;
        real = folder.toRealPath();
    }

    /** Returns the extension of a file name in lower case; empty if there is none. */
    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= name.lastIndexOf('/') + 1 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Returns the path of a file relative to the folder, with slashes on every system. */
    String name(Path file) {
        return name(folder, file);
    }

    /** Returns the path of a file relative to this folder, with slashes on every system. */
    static String name(Path folder, Path file) {
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** Returns the file of this {@link #name}. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * Returns the file that a table names.
     *
     * @param base the folder of the table
     */
    Path named(Path base, String name) throws BadLine {
        if (name.isBlank()) {
            throw new BadLine(Reason.MALFORMED_ROW, "no file name");
        }
        Path file = resolved(base, name);
        if (Files.exists(file)) {
            return file;
        }
        // A name may be composed in the table and decomposed on the disk (macOS), or the other way round.
        for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
            Optional<Path> other = existing(base, Normalizer.normalize(name, form));
            if (other.isPresent()) {
                return other.get();
            }
        }
        return file;
    }

    private static Optional<Path> existing(Path base, String name) {
        try {
            return Optional.of(resolved(base, name)).filter(Files::exists);
        } catch (BadLine e) {
            return Optional.empty(); // the locale's file names have no such characters
        }
    }

    private static Path resolved(Path base, String name) throws BadLine {
        Path path;
        try {
            path = base.getFileSystem().getPath(name).normalize();
        } catch (InvalidPathException e) {
            boolean locale = e.getReason().contains("unmappable"); // JDK 17 to 25 say so
            throw new BadLine(
                    Reason.NO_PICTURE,
                    "no path" + (locale ? " in this locale (start with LC_ALL=C.UTF-8)" : "") + ": " + quoted(name));
        }
        if (path.getRoot() != null) {
            throw new BadLine(Reason.OUTSIDE_FOLDER, "an absolute path: " + quoted(name));
        }
        if (path.startsWith("..")) {
            throw new BadLine(Reason.OUTSIDE_FOLDER, "a path that leaves the folder: " + quoted(name));
        }
        return base.resolve(path);
    }

    /** A regular file's path without links; it is in this folder. */
    Path inside(Path file) throws BadLine {
        Path target;
        try {
            target = file.toRealPath();
        } catch (NoSuchFileException e) {
            throw new BadLine(
                    Files.isSymbolicLink(file) ? Reason.UNREADABLE : Reason.NO_PICTURE,
                    (Files.isSymbolicLink(file) ? "a broken link: " : "no such file: ") + quoted(name(file)));
        } catch (IOException e) {
            throw new BadLine(
                    Reason.UNREADABLE, quoted(name(file)) + " cannot be read (" + LineDataException.reason(e) + ")");
        }
        if (!target.startsWith(real)) {
            throw new BadLine(Reason.OUTSIDE_FOLDER, "a link that leaves the folder: " + quoted(name(file)));
        }
        if (!Files.isRegularFile(target)) {
            throw new BadLine(Reason.UNREADABLE, "not a file: " + quoted(name(file)));
        }
        return target;
    }

    /** Returns its metadata.csv or metadata.jsonl, or those in the folders of its splits; none if there are none. */
    List<Path> metadata() throws IOException {
        List<Path> own = metadata(folder);
        List<Path> ofSplits = new ArrayList<>();
        for (Path split : splits()) {
            ofSplits.addAll(metadata(split));
        }
        if (!own.isEmpty() && !ofSplits.isEmpty()) {
            throw twice(own.get(0), ofSplits.get(0));
        }
        return own.isEmpty() ? ofSplits : own;
    }

    private List<Path> metadata(Path directory) throws IOException {
        List<Path> tables = METADATA.stream()
                .map(directory::resolve)
                .filter(table -> Files.exists(table, LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (tables.size() > 1) {
            throw twice(tables.get(0), tables.get(1));
        }
        return tables;
    }

    private LineDataException twice(Path one, Path other) {
        return new LineDataException(
                folder.toString(),
                "one metadata file, or one in each split",
                name(one) + " and " + name(other),
                "keep one of the two");
    }

    /** Returns the folders of splits in it, in order. */
    List<Path> splits() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> Split.named(entry.getFileName().toString()).isPresent())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Returns all files in the folder and its sub-folders by their {@link #name}, each with its path without links;
     * hidden ones are left out. Links to folders are not followed.
     *
     * @param refused receives what cannot be listed, and links that leave the folder
     */
    SortedMap<String, Path> files(RefusedLines.Collector refused) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean hidden = !directory.equals(real) && isHidden(directory);
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!isHidden(file)) {
                    String name = name(real, file);
                    try {
                        files.put(name, attributes.isRegularFile() ? file : inside(file(name)));
                    } catch (BadLine e) {
                        refused.add(LineDataException.shown(name), e.reason, e.getMessage());
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                refused.add(
                        LineDataException.shown(name(real, file)),
                        Reason.UNREADABLE,
                        "cannot be read (" + LineDataException.reason(failure) + ")");
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static String quoted(String name) {
        return '"' + LineDataException.shown(name) + '"';
    }
}
