package app;

import io.github.trocr4j.Line;
import io.github.trocr4j.LineReader;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Fails if the picture that the first argument names does not show the second. */
@SpringBootApplication
public class App implements CommandLineRunner {
    public static void main(String[] args) {
        SpringApplication.run(App.class, args);
    }

    @Override
    public void run(String... args) throws Exception {
        try (LineReader reader = LineReader.load()) {
            String text = reader.read(Path.of(args[0])).stream().map(Line::text).collect(Collectors.joining(" "));
            if (!text.equals(args[1])) {
                throw new AssertionError("expected " + args[1] + ", found " + text);
            }
        }
    }
}
