package io.github.trocr4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * MNIST in a directory: four IDX files, compressed with gzip as published, or not.
 *
 * <p>Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits"; CC BY-SA 3.0.
 */
public final class Mnist {
    /** Train images, train labels, test images, test labels. */
    public static final List<DataFile> FILES = List.of(
            new DataFile(
                    "train-images-idx3-ubyte.gz",
                    9_912_422,
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new DataFile(
                    "train-labels-idx1-ubyte.gz",
                    28_881,
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new DataFile(
                    "t10k-images-idx3-ubyte.gz",
                    1_648_877,
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new DataFile(
                    "t10k-labels-idx1-ubyte.gz",
                    4_542,
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

    private static final List<String> FOLDERS = List.of("", "raw", "MNIST/raw");

    private Mnist() {}

    /**
     * Loads the four files from the directory or, if it has none of them, from its {@code raw} or {@code MNIST/raw},
     * where torchvision puts them. Of several spellings of a name, the published one is read; of both forms, the
     * compressed one. Other digits in MNIST's format are accepted, and the source says that they are not the published
     * ones.
     *
     * @throws DigitsUnavailableException if files are missing; the message lists them
     * @throws IdxFormatException if a file is damaged, or the numbers of labels and images differ
     */
    public static Digits load(Path directory) throws IOException {
        List<Path> paths = locate(directory);
        DigitSet train = read(paths.get(0), paths.get(1));
        DigitSet test = read(paths.get(2), paths.get(3));
        Map<String, String> hashes = new LinkedHashMap<>();
        boolean published = true;
        for (int i = 0; i < paths.size(); i++) {
            String hash = Sha256.of(paths.get(i));
            hashes.put(paths.get(i).getFileName().toString(), hash);
            DataFile file = FILES.get(i);
            published &= hash.equals(file.sha256()) || hash.equals(file.uncompressedSha256());
        }
        return published
                ? new Digits(train, test, "MNIST (directory " + directory + ")", Digits.Origin.MNIST, hashes)
                : new Digits(
                        train,
                        test,
                        "digits that are not the published MNIST (directory " + directory + ")",
                        Digits.Origin.OTHER_FILES,
                        hashes);
    }

    private static List<Path> locate(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new DigitsUnavailableException("There is no directory " + directory
                    + "; create it and put the four files of MNIST there (data/README.md says how).");
        }
        for (String folder : FOLDERS) {
            List<Path> found = found(directory.resolve(folder));
            if (found.stream().anyMatch(Objects::nonNull)) {
                return complete(directory, found);
            }
        }
        return complete(directory, found(directory));
    }

    private static List<Path> complete(Path directory, List<Path> found) throws IOException {
        String missing = IntStream.range(0, FILES.size())
                .filter(i -> found.get(i) == null)
                .mapToObj(i -> FILES.get(i).name())
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new DigitsUnavailableException("The directory " + directory + " lacks " + missing
                    + " (and the same without .gz); put all four files of MNIST there (data/README.md says how).");
        }
        return found;
    }

    /** Returns for each of the four files the one to read, or null. */
    private static List<Path> found(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Arrays.asList(new Path[FILES.size()]);
        }
        try (Stream<Path> listed = Files.list(directory)) {
            List<Path> files = listed.filter(Files::isRegularFile).sorted().toList();
            return FILES.stream()
                    .map(file -> files.stream()
                            .filter(file::isNamed)
                            .min(Comparator.comparing(file::preference))
                            .orElse(null))
                    .toList();
        }
    }

    private static DigitSet read(Path imagesFile, Path labelsFile) throws IOException {
        byte[] images = IdxFile.readImages(imagesFile);
        byte[] labels = IdxFile.readLabels(labelsFile);
        int count = images.length / DigitSet.PIXELS;
        if (count != labels.length) {
            throw new IdxFormatException(
                    labelsFile,
                    "a label for each of the " + count + " images in " + imagesFile.getFileName(),
                    labels.length + " labels");
        }
        return new DigitSet(images, labels);
    }

    /**
     * A file of the published MNIST.
     *
     * @param name its published name, ending in ".gz"
     * @param bytes its length
     * @param sha256 its SHA-256
     * @param uncompressedSha256 SHA-256 of its decompressed content
     */
    public record DataFile(String name, long bytes, String sha256, String uncompressedSha256) {
        /** Returns the name of the decompressed file: without ".gz". */
        public String uncompressedName() {
            return name.substring(0, name.length() - ".gz".length());
        }

        /**
         * Returns whether a file has this name, in any case, compressed or not. Unpackers and mirrors write dots or
         * underscores in place of hyphens: {@code train-images.idx3-ubyte}.
         */
        private boolean isNamed(Path file) {
            String plain =
                    file.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[._]", "-");
            return plain.equals(name.replace('.', '-')) || plain.equals(uncompressedName());
        }

        /** Returns which of several files with the name is read; the smallest is. */
        private int preference(Path file) {
            String found = file.getFileName().toString();
            if (found.equals(name)) {
                return 0;
            }
            if (found.equals(uncompressedName())) {
                return 1;
            }
            return found.toLowerCase(Locale.ROOT).endsWith(".gz") ? 2 : 3;
        }
    }
}
