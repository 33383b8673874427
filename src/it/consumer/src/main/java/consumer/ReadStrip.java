package consumer;

import io.github.trocr4j.DigitReader;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;

/** What a user of the library writes. */
final class ReadStrip {
    static String read(File picture) throws IOException {
        try (DigitReader reader = DigitReader.load()) {
            return reader.read(ImageIO.read(picture)).digits();
        }
    }
}
