package consumer;

import io.github.trocr4j.DigitReader;
import java.io.IOException;
import java.nio.file.Path;

/** What a user of the library writes. */
final class ReadStrip {
    static String read(Path picture) throws IOException {
        try (DigitReader reader = DigitReader.load()) {
            return reader.read(picture).digits();
        }
    }
}
