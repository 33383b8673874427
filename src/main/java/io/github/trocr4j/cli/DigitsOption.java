package io.github.trocr4j.cli;

import io.github.trocr4j.data.DigitSource;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.MnistDownload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --data}: the digits that a verb uses. */
final class DigitsOption {
    /** The fixed seed of generated digits. */
    private static final long GENERATED_SEED = 1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "Folder with the four files of MNIST, or the word generated for digits that the program draws itself;"
                        + " for lines of text, a folder with metadata.csv or metadata.jsonl (HuggingFace's imagefolder),"
                        + " a folder of pictures with text files (a.png and a.txt or a.gt.txt), or a CSV, TSV or JSONL"
                        + " file of paths and texts.",
                "Default: the folder in the environment variable MNIST_DIR, else data/mnist, else a download into it,"
                        + " else generated digits."
            })
    private String data;

    /**
     * Finds the digits.
     *
     * @param generatedTrainDigits the number of training digits, if digits are generated
     * @param err the writer for notices
     */
    Digits find(int generatedTrainDigits, PrintWriter err) throws IOException {
        return find(Optional.ofNullable(data), generatedTrainDigits, err);
    }

    /** As above, with a default data source if the option is not given. */
    Digits findOrDefault(Optional<String> before, int generatedTrainDigits, PrintWriter err) throws IOException {
        return find(Optional.ofNullable(data).or(() -> before), generatedTrainDigits, err);
    }

    /** Returns the data source as given, with an absolute path; empty if the option is not given. */
    Optional<String> named() {
        return Optional.ofNullable(data)
                .map(name -> name.equals(DigitSource.GENERATED)
                        ? name
                        : Path.of(name).toAbsolutePath().normalize().toString());
    }

    /** Returns the path that is given; empty if the option is not given or asks for generated digits. */
    Optional<Path> path() {
        return named().filter(name -> !name.equals(DigitSource.GENERATED)).map(Path::of);
    }

    private static Digits find(Optional<String> named, int generatedTrainDigits, PrintWriter err) throws IOException {
        DigitSource source = new DigitSource(
                DigitSource.DEFAULT_DIRECTORY,
                directory -> download(directory, err),
                () -> GeneratedDigits.generate(GENERATED_SEED, generatedTrainDigits, GeneratedDigits.TEST_COUNT));
        DigitSource.Found found = source.find(named, System.getenv());
        found.notices().forEach(notice -> err.println("trocr4j: " + notice));
        err.flush();
        return found.digits();
    }

    private static void download(Path directory, PrintWriter err) throws IOException {
        err.println("trocr4j: downloading MNIST (11 MB) into " + directory + ".");
        err.flush();
        new MnistDownload().into(directory, (file, bytes, total) -> {});
    }
}
