package io.github.trocr4j.data.lines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A data folder that a test makes: pictures are empty files, since nobody opens them. */
final class LineFolder {
    private final Path path;
    private Path source;

    LineFolder(Path path) {
        this.path = path;
        source = path;
        folder("");
    }

    /** What is named to be read: a file in the folder, in place of the folder. */
    LineFolder named(String name) {
        source = path.resolve(name);
        return this;
    }

    LineFolder pictures(String... names) {
        for (String name : names) {
            bytes(name);
        }
        return this;
    }

    LineFolder text(String name, String content) {
        return text(name, content, StandardCharsets.UTF_8);
    }

    LineFolder text(String name, String content, Charset charset) {
        return write(name, content.getBytes(charset));
    }

    LineFolder bytes(String name, int... content) {
        byte[] bytes = new byte[content.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) content[i];
        }
        return write(name, bytes);
    }

    LineFolder folder(String name) {
        try {
            Files.createDirectories(path.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LineFolder link(String name, String target) {
        try {
            Files.createSymbolicLink(path.resolve(name), path.getFileSystem().getPath(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LineFolder write(String name, byte[] content) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    Path source() {
        return source;
    }

    LineData read() throws LineDataException {
        return LineDataReader.read(source, LineDataReader.Columns.DEFAULT);
    }

    /** What comes of it in one line: the lines by split, and what else there is to say; or the message. */
    String outcome() {
        try {
            return described(read());
        } catch (LineDataException e) {
            return e.getMessage().replace(path.toString(), "DATA");
        }
    }

    static String described(LineData data) {
        List<String> parts = new ArrayList<>();
        data.splits().forEach((split, lines) -> {
            if (!lines.isEmpty()) {
                parts.add(split.name().toLowerCase(Locale.ROOT) + " "
                        + lines.stream()
                                .map(line -> data.name(line) + "=" + line.text())
                                .collect(Collectors.joining(", ")));
            }
        });
        if (data.refused().total() > 0) {
            parts.add("bad " + data.refused().named());
        }
        if (!data.unlabelled().isEmpty()) {
            parts.add("unlabelled "
                    + data.unlabelled().stream()
                            .map(file -> file.getFileName().toString())
                            .collect(Collectors.joining(", ")));
        }
        parts.addAll(data.notices());
        return String.join(" | ", parts);
    }
}
