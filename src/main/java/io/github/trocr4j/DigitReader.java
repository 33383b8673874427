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
 * <p>{@code read} takes photographs, scans and strips; PNG, JPEG, BMP or GIF files; dark on light or light on dark,
 * with margins, a frame or uneven light. It locates the row of digits with {@link StripFinder}. It throws
 * {@link UnreadableImageException} if the picture is damaged or too large (see {@link PictureFile}), and its subclass
 * {@link NoDigitsException} if there is no such row. {@link #readFiles} and {@link #readImages} read many pictures
 * faster than single calls, and continue after a picture that cannot be read.
 *
 * <p>{@link #readStrip} and {@link #readStrips} are the lower level: they take strips in MNIST's form, white ink on
 * black, whose digits fill the picture side by side. Strips may have any size; HuggingFace's image processor is applied
 * to them. A photograph would be misread.
 *
 * <p>{@link ReaderOptions} set the batch size, the number of threads, and which readings are
 * {@linkplain Reading#uncertain uncertain}.
 *
 * <p>Thread-safe. {@link #close} waits for the calls in progress; later calls throw {@link IllegalStateException}.
 */
public final class DigitReader implements AutoCloseable {
    // The number of calling threads already bounds the queue.
    private static final int UNBOUNDED = 1 << 20;
    private static final String PICTURE = "picture"; // the name of an unnamed picture in messages

    private final ReaderOptions options;
    private final Optional<BatchingReader> batching;
    // Calls hold the read lock and close() holds the write lock; TrOcr itself serialises the calls.
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
        this.batching = options.batchConcurrentReads()
                ? Optional.of(new BatchingReader(this::readAll, options.batchSize(), UNBOUNDED))
                : Optional.empty();
    }

    /**
     * Loads the model shipped with the library, trained on MNIST; see {@link ModelDirectory#shipped}.
     *
     * @throws IOException if the library was packaged without it
     */
    public static DigitReader load() throws IOException {
        return load(ReaderOptions.DEFAULT);
    }

    /** As above, with options. */
    public static DigitReader load(ReaderOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return new DigitReader(ModelDirectory.shipped(), options, true);
    }

    /**
     * Loads a model directory; see {@link ModelDirectory#load}.
     *
     * @throws IOException if it is not a model directory, or its model does not read digits; the message names the
     *     file, what was expected and what was found
     */
    public static DigitReader load(Path modelDirectory) throws IOException {
        return load(modelDirectory, ReaderOptions.DEFAULT);
    }

    /** As above, with options. */
    public static DigitReader load(Path modelDirectory, ReaderOptions options) throws IOException {
        Objects.requireNonNull(modelDirectory, "modelDirectory");
        Objects.requireNonNull(options, "options");
        ModelDirectory model = ModelDirectory.load(modelDirectory);
        DigitModels.requireDigits(modelDirectory, model);
        return new DigitReader(model, options, true);
    }

    /**
     * Creates a reader for a model in memory. The caller must not change or close its weights while the reader is open.
     */
    public static DigitReader of(ModelDirectory model) throws IOException {
        DigitModels.requireDigits(Path.of(""), model);
        return new DigitReader(model, ReaderOptions.DEFAULT, false);
    }

    /** Returns the configuration of the model. */
    public TrOcrConfig config() {
        return trOcr.config();
    }

    /** Returns the number of digits in a strip, such as 5. */
    public int length() {
        return length;
    }

    /**
     * Reads the digits in a picture file.
     *
     * @throws UnreadableImageException if it cannot be read; {@link NoDigitsException} if no digits are found
     */
    public Reading read(Path file) throws UnreadableImageException {
        Objects.requireNonNull(file, "file");
        return readStrip(findStrip(file));
    }

    /**
     * Reads the digits in a picture file from a stream; otherwise as {@link #read(Path)}.
     *
     * @param file the file's bytes; the stream is not closed
     * @throws IOException if the stream fails, or the picture cannot be read
     */
    public Reading read(InputStream file) throws IOException {
        Objects.requireNonNull(file, "file");
        return readStrip(findStrip(PICTURE, PictureFile.read(PICTURE, file)));
    }

    /**
     * Reads the digits in a decoded picture; otherwise as {@link #read(Path)}. For the image types see
     * {@link Picture#of}.
     */
    public Reading read(BufferedImage picture) throws UnreadableImageException {
        Objects.requireNonNull(picture, "picture");
        return readStrip(findStrip(picture));
    }

    /**
     * Reads the digits in picture files.
     *
     * @return for each file, in their order, its reading or the reason why there is none
     * @throws CancellationException if the thread is interrupted between two pictures; its interrupt status stays set
     */
    public List<Outcome<Path, Reading>> readFiles(List<Path> files) {
        return readEach(files, "files", this::findStrip);
    }

    /** Reads the digits in decoded pictures; otherwise as {@link #readFiles}. */
    public List<Outcome<BufferedImage, Reading>> readImages(List<BufferedImage> pictures) {
        return readEach(pictures, "pictures", this::findStrip);
    }

    /**
     * Locates the row of digits in a picture and returns it as a strip for {@link #readStrip}, as {@code read} does.
     * Useful to callers that decode pictures themselves or keep the strips.
     *
     * @param name the name of the picture in messages
     * @throws NoDigitsException if there is no such row
     */
    public Picture findStrip(String name, Picture picture) throws NoDigitsException {
        return StripFinder.find(picture, length).orElseThrow(() -> new NoDigitsException(name));
    }

    /** As above, for a picture file. */
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
        return whileOpen(() -> batching.isPresent()
                ? batching.get().read(strip)
                : readAll(List.of(strip)).get(0));
    }

    /**
     * Reads strips in MNIST's form; returns one reading for each, in their order.
     *
     * @throws CancellationException if the thread is interrupted between two batches; its interrupt status stays set
     */
    public List<Reading> readStrips(List<Picture> strips) {
        requireAll(strips, "strips");
        return whileOpen(() -> readAll(strips));
    }

    /**
     * Returns the cross-attention of the decoder over each strip, given that it reads the strip as {@code digits}.
     *
     * @param strips at least one
     * @param digits [strip][position]: the digits read, 0 to 9, as many as {@link #length}
     * @return the maps of each strip, one map a digit
     */
    public List<AttentionMaps> attention(List<Picture> strips, int[][] digits) {
        requireAll(strips, "strips");
        return whileOpen(() -> trOcr.attention(processor.pixelValues(strips), strips.size(), size, digits));
    }

    /** Returns a strip as the model sees it. */
    public Picture seen(Picture strip) {
        return processor.seen(strip);
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

    /** Reads pixel values [B, 3, H, W], row-major. */
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
            batching.ifPresent(BatchingReader::close);
            trOcr.close();
        } finally {
            open.writeLock().unlock();
        }
    }
}
