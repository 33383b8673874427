package io.github.trocr4j.cli;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.DigitSource;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.MnistDownload;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --data}: which digits a verb works on. */
final class DigitsOption {
    /** The seed of generated digits: the same ones in each run. */
    static final long GENERATED_SEED = 1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "Folder with the four files of MNIST, or the word generated for digits that the program draws itself.",
                "Default: the folder in the environment variable MNIST_DIR, else data/mnist, else a download into it,"
                        + " else generated digits."
            })
    private String data;

    /**
     * Finds them.
     *
     * @param generatedTrainDigits how many digits to train on are made where the digits are generated
     * @param err where notices go
     */
    Digits find(int generatedTrainDigits, PrintWriter err) throws IOException {
        return find(Optional.ofNullable(data), generatedTrainDigits, err);
    }

    /** As above, for who has named no data: those named before. */
    Digits findAgain(Optional<String> before, int generatedTrainDigits, PrintWriter err) throws IOException {
        return find(Optional.ofNullable(data).or(() -> before), generatedTrainDigits, err);
    }

    /** What the user named, so that it means the same from any folder; null where nothing was named. */
    String named() {
        return data == null || data.equals(DigitSource.GENERATED)
                ? data
                : Path.of(data).toAbsolutePath().normalize().toString();
    }

    private static Digits find(Optional<String> named, int generatedTrainDigits, PrintWriter err) throws IOException {
        DigitSource source = new DigitSource(
                DigitSource.USUAL_DIRECTORY,
                directory -> download(directory, err),
                () -> GeneratedDigits.generate(GENERATED_SEED, generatedTrainDigits, GeneratedDigits.TEST_COUNT));
        DigitSource.Found found = source.find(named, System.getenv());
        found.notices().forEach(notice -> err.println("trocr4j: " + notice));
        err.flush();
        return found.digits();
    }

    /** The test digits in their order, five to a strip; refuses a set that has none. */
    static List<Strip> testStrips(Digits digits) throws IOException {
        requireOneStrip("test", digits.test(), digits);
        return SequenceDataset.inOrder(digits.test());
    }

    /** The training digits; refuses a set that fills no strip. */
    static DigitSet trainDigits(Digits digits) throws IOException {
        requireOneStrip("training", digits.train(), digits);
        return digits.train();
    }

    private static void requireOneStrip(String kind, DigitSet set, Digits digits) throws IOException {
        if (set.size() < Strip.LENGTH) {
            throw new IOException("The " + kind + " set of " + digits.source() + " has " + set.size()
                    + " digits; a strip needs " + Strip.LENGTH + ".");
        }
    }

    private static void download(Path directory, PrintWriter err) throws IOException {
        err.println("trocr4j: downloading MNIST (11 MB) into " + directory + ".");
        err.flush();
        new MnistDownload().into(directory, (file, bytes, total) -> {});
    }
}
