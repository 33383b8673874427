package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.SmallModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard output that cannot be written, as on a full disk: the same for all verbs. */
class OutputTest {
    private static final String SENTENCE = "trocr4j: Standard output cannot be written: No space left on device.";

    @TempDir
    static Path folder;

    @BeforeAll
    static void aModelAndAPicture() throws IOException {
        SmallModels.save(folder.resolve("model"));
        BufferedImage picture = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setSample(70, 14, 0, 255);
        ImageIO.write(picture, "png", folder.resolve("strip.png").toFile());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "predict --help",
                "predict strip.png --model model --as-is",
                "predict strip.png --model model --json",
                "serve --port 0 --model model",
                "evaluate model --data generated --limit 1",
                "evaluate model --data generated --limit 1 --json",
                "import model --output imported",
                "export model --output exported",
                "inspect model",
                "inspect model missing --json",
                "dump model --stages",
                "dump model --plan --json",
                "generate-lines lines --train 1 --validation 0 --test 0",
                "info",
                "info --json",
                "benchmark model",
                "train --show-preset",
            })
    void aFullDiskIsOneSentenceAndAnExitCode(String line) {
        StringWriter err = new StringWriter();
        assertThat(run(full(), new PrintWriter(err), line)).isEqualTo(1);
        assertThat(err.toString()).isEqualToNormalizingNewlines(SENTENCE + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect missing", "predict missing.png --model model"})
    void messagesThatCannotBePrintedKeepTheExitCode(String line) {
        PrintWriter lost = new PrintWriter(new FullDisk(), true, StandardCharsets.UTF_8);
        assertThat(run(new PrintWriter(new StringWriter()), lost, line)).isEqualTo(1);
    }

    @Test
    void afterTheFirstFailureTheRestIsDiscarded() {
        PrintWriter out = full();
        assertThatThrownBy(() -> out.println("text")).isInstanceOf(UncheckedIOException.class);
        out.println("text");
        out.flush();
    }

    private static int run(PrintWriter out, PrintWriter err, String line) {
        String[] words = line.split(" ", -1);
        for (int i = 1; i < words.length; i++) {
            if (words[i].matches("model|missing|strip.png|missing.png|imported|exported|lines")) {
                words[i] = folder.resolve(words[i]).toString();
            }
        }
        return CommandLineInterface.run(out, err, words);
    }

    private static PrintWriter full() {
        return Output.writer(new FullDisk(), StandardCharsets.UTF_8);
    }

    /** Like {@code /dev/full}. */
    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }
}
