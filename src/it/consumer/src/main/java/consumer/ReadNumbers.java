package consumer;

import io.github.trocr4j.Line;
import io.github.trocr4j.LineReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What a user of the library writes. */
final class ReadNumbers {
    static String read(Path picture) throws IOException {
        try (LineReader reader = LineReader.load()) {
            return reader.read(picture).stream().map(Line::text).collect(Collectors.joining(" "));
        }
    }
}
