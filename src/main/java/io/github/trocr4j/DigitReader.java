package io.github.trocr4j;

import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.image.row.StripFinder;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Reads handwritten digits in pictures.
 *
 * <pre>{@code
 * import io.github.trocr4j.DigitReader;
 * import io.github.trocr4j.Reading;
 * import java.nio.file.Path;
 *
 * class Example {
 *     public static void main(String[] args) throws java.io.IOException {
 *         try (DigitReader reader = DigitReader.load()) {
 *             Reading reading = reader.read(Path.of("photo.jpg"));
 *             System.out.println(reading.digits() + " " + reading.confidence()); // 70415 0.98
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>{@code read} takes pictures as they come: photographs, scans, strips; PNG, JPEG, BMP or GIF files; dark on light or
 * light on dark, with margins, a frame or uneven light. It finds the row of digits as {@link StripFinder} does, and throws
 * {@link UnreadableImageException} with one sentence if the picture is damaged or too large ({@link PictureFile}), or
 * {@link NoDigitsException}, which is one, if there is no such row. {@link #readFiles} and {@link #readImages} read many
 * pictures faster than one after the other, and go on after one that cannot be read.
 *
 * <p>{@link #readStrip} and {@link #readStrips} are the level below: strips in MNIST's form, white ink on black, digits
 * side by side that fill the picture. Any size will do; they are brought to the model's, colours and all, as HuggingFace's
 * image processor does. A photograph would be misread there.
 *
 * <p>{@link ReaderOptions} say how many strips are read at once, with how many threads, and what is {@linkplain
 * Reading#uncertain uncertain}.
 *
 * <p>May be shared between threads. {@link #close} waits for the calls in flight, later calls throw {@link
 * IllegalStateException}.
 */
public final class DigitReader implements AutoCloseable {
    // Each waits with a thread, so there is a bound already.
    private static final int ANY_NUMBER = 1 << 20;
    private static final String PICTURE = "picture"; // what messages call one without a name

    private final ReaderOptions options;
    private final Optional<BatchingReader> together;
    // Calls share it, close() has it alone; TrOcr itself takes the calls one by one.
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private final TrOcr trOcr;
    private final TrOcrImageProcessor processor;
    private final ImageSize size;
    private final int length;
    private boolean closed;

    private DigitReader(ModelDirectory model, ReaderOptions options, boolean owns) {
        this.options = options;
        this.trOcr = TrOcr.of(model, options.threads(), owns);
        this.processor = model.processor();
        this.size = model.config().encoder().imageSize();
        this.length = model.config().digitHead().map(DigitHead::length).orElseThrow();
        this.together = options.concurrentReadsTogether()
                ? Optional.of(new BatchingReader(this::readAll, options.batchSize(), ANY_NUMBER))
                : Optional.empty();
    }

    /**
     * The model that comes with the library, trained on MNIST; see {@link ModelDirectory#shipped}.
     *
     * @throws IOException if the library was packed without it
     */
    public static DigitReader load() throws IOException {
        return load(ReaderOptions.USUAL);
    }

    /** As above, with options. */
    public static DigitReader load(ReaderOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return new DigitReader(ModelDirectory.shipped(), options, true);
    }

    /**
     * Loads a model directory; see {@link ModelDirectory#load}.
     *
     * @throws IOException if it is no such directory, or its model reads something else than digits; one sentence that
     *     names the file, what was expected and what was found
     */
    public static DigitReader load(Path modelDirectory) throws IOException {
        return load(modelDirectory, ReaderOptions.USUAL);
    }

    /** As above, with options. */
    public static DigitReader load(Path modelDirectory, ReaderOptions options) throws IOException {
        Objects.requireNonNull(modelDirectory, "modelDirectory");
        Objects.requireNonNull(options, "options");
        ModelDirectory model = ModelDirectory.load(modelDirectory);
        DigitModels.requireDigits(modelDirectory, model);
        return new DigitReader(model, options, true);
    }

    /** A reader with a model that is in memory. Nobody may change or close its weights while this is open. */
    public static DigitReader of(ModelDirectory model) throws IOException {
        DigitModels.requireDigits(Path.of(""), model);
        return new DigitReader(model, ReaderOptions.USUAL, false);
    }

    /** The configuration of the model. */
    public TrOcrConfig config() {
        return trOcr.config();
    }

    /** How many digits it reads in a strip, such as 5. */
    public int length() {
        return length;
    }

    /**
     * Reads the digits in a picture file.
     *
     * @throws UnreadableImageException one sentence, if it cannot be read; {@link NoDigitsException} if no digits are found
     */
    public Reading read(Path file) throws UnreadableImageException {
        Objects.requireNonNull(file, "file");
        return readStrip(findStrip(file));
    }

    /**
     * As {@link #read(Path)}, of a picture file from wherever it comes.
     *
     * @param file the file's bytes; not closed
     * @throws IOException what the stream says
     */
    public Reading read(InputStream file) throws IOException {
        Objects.requireNonNull(file, "file");
        return readStrip(findStrip(PICTURE, PictureFile.read(PICTURE, file)));
    }

    /** As {@link #read(Path)}, of a picture that is decoded already; see {@link Picture#of} for the kinds of images. */
    public Reading read(BufferedImage picture) throws UnreadableImageException {
        Objects.requireNonNull(picture, "picture");
        return readStrip(findStrip(picture));
    }

    /**
     * Reads the digits in picture files.
     *
     * @return for each file, in their order, its reading, or why there is none
     * @throws CancellationException if the thread is interrupted on the way; it stays interrupted
     */
    public List<Outcome<Path, Reading>> readFiles(List<Path> files) {
        return readEach(files, "files", this::findStrip);
    }

    /** As {@link #readFiles}, of pictures that are decoded already. */
    public List<Outcome<BufferedImage, Reading>> readImages(List<BufferedImage> pictures) {
        return readEach(pictures, "pictures", this::findStrip);
    }

    /**
     * What {@code read} reads of a picture: its row of digits as a strip, for {@link #readStrip}. For those who decode
     * pictures themselves, or keep what they read.
     *
     * @param name what the sentence calls the picture
     * @throws NoDigitsException if there is no such row
     */
    public Picture findStrip(String name, Picture picture) throws NoDigitsException {
        return StripFinder.find(picture, length).orElseThrow(() -> new NoDigitsException(name));
    }

    /** As above, of a picture file. */
    public Picture findStrip(Path file) throws UnreadableImageException {
        return findStrip(file.toString(), PictureFile.read(file));
    }

    private Picture findStrip(BufferedImage image) throws UnreadableImageException {
        Picture picture;
        try {
            picture = Picture.of(image);
        } catch (IllegalArgumentException e) {
            throw new UnreadableImageException(PICTURE, e.getMessage(), e);
        }
        return findStrip(PICTURE, picture);
    }

    private <K> List<Outcome<K, Reading>> readEach(List<K> pictures, String name, PictureReadings.Source<K> source) {
        requireAll(pictures, name);
        return whileOpen(() -> {
            List<Outcome<K, Reading>> outcomes = new ArrayList<>(pictures.size());
            PictureReadings<K, Reading> readings =
                    new PictureReadings<>(pictures.iterator(), source, this::readAll, options.batchSize());
            while (readings.hasNext()) {
                requireNotInterrupted(outcomes.size(), pictures.size(), name);
                outcomes.add(readings.next());
            }
            return List.copyOf(outcomes);
        });
    }

    /** Reads one strip in MNIST's form. */
    public Reading readStrip(Picture strip) {
        Objects.requireNonNull(strip, "strip");
        return whileOpen(() -> together.isPresent()
                ? together.get().read(strip)
                : readAll(List.of(strip)).get(0));
    }

    /**
     * Reads strips in MNIST's form; one reading for each, in their order.
     *
     * @throws CancellationException if the thread is interrupted between two batches; it stays interrupted
     */
    public List<Reading> readStrips(List<Picture> strips) {
        requireAll(strips, "strips");
        return whileOpen(() -> readAll(strips));
    }

    /**
     * Where in each strip the decoder looks for each digit, if it reads the strip as {@code digits}.
     *
     * @param strips at least one
     * @param digits for each strip what was read, one digit, 0 to 9, for each that the model reads
     * @return for each strip a map for each digit
     */
    public List<AttentionMaps> attention(List<Picture> strips, int[][] digits) {
        requireAll(strips, "strips");
        return whileOpen(() -> trOcr.attention(processor.pixelValues(strips), strips.size(), size, digits));
    }

    private List<Reading> readAll(List<Picture> strips) {
        List<Reading> readings = new ArrayList<>(strips.size());
        for (int start = 0; start < strips.size(); start += options.batchSize()) {
            requireNotInterrupted(start, strips.size(), "strips");
            List<Picture> some = strips.subList(start, Math.min(start + options.batchSize(), strips.size()));
            readings.addAll(readPixelValues(processor.pixelValues(some), some.size()));
        }
        return List.copyOf(readings);
    }

    private static void requireNotInterrupted(int done, int all, String name) {
        if (done > 0 && Thread.currentThread().isInterrupted()) {
            throw new CancellationException("Interrupted after " + done + " of " + all + " " + name + ".");
        }
    }

    private <T> T whileOpen(Supplier<T> call) {
        open.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("This DigitReader is closed.");
            }
            return call.get();
        } finally {
            open.readLock().unlock();
        }
    }

    private static void requireAll(List<?> list, String name) {
        Objects.requireNonNull(list, name);
        for (int i = 0; i < list.size(); i++) {
            int index = i;
            Objects.requireNonNull(list.get(i), () -> name + "[" + index + "]");
        }
    }

    /** Readings of pixel values [B, 3, H, W], row-major. */
    List<Reading> readPixelValues(float[] values, int batch) {
        Generation found = trOcr.generateWithProbabilities(values, batch, size, length);
        List<Reading> readings = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            readings.add(Reading.of(found.ids()[i], found.probabilities()[i]).requiring(options.minimumConfidence()));
        }
        return readings;
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            closed = true;
            together.ifPresent(BatchingReader::close);
            trOcr.close();
        } finally {
            open.writeLock().unlock();
        }
    }
}
