package app;

import io.github.trocr4j.Line;
import io.github.trocr4j.LineReader;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.data.lines.LineDataReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Uses what trocr4j needs other libraries for: numbers of a picture, tables of lines, weights in several files. */
public final class Main {
    private Main() {}

    /**
     * Fails if something is not as it should be.
     *
     * @param args a picture, what is written on it, and a folder to write to
     */
    public static void main(String[] args) throws IOException {
        Path picture = Path.of(args[0]);
        try (LineReader reader = LineReader.load()) {
            List<Line> lines = reader.read(picture);
            require(lines.stream().map(Line::text).collect(Collectors.joining(" ")), args[1]);
        }

        Path table = Files.createTempDirectory(Path.of(args[2]), "lines");
        Files.copy(picture, table.resolve("a.jpg"));
        Files.writeString(table.resolve("metadata.csv"), "file_name,text\na.jpg,\"1, 2\"\n");
        LineDataReader.Columns columns = new LineDataReader.Columns("file_name", "text");
        require(LineDataReader.read(table, columns).all().get(0).text(), "1, 2");

        Path weights = Files.createTempDirectory(Path.of(args[2]), "weights");
        FloatTensor tensor = new FloatTensor(new long[] {1}, new float[] {7});
        SafetensorsWriter.write(weights.resolve("part.safetensors"), Map.of(), Map.of("a", tensor));
        Path index = weights.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\": {\"a\": \"part.safetensors\"}}");
        try (var checkpoint = CheckpointFiles.open(weights)) {
            require(checkpoint.names().toString(), "[a]");
        }
    }

    private static void require(String found, String expected) {
        if (!found.equals(expected)) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }
}
