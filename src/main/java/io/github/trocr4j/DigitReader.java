package io.github.trocr4j;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads strips of handwritten digits, white ink on black as in MNIST.
 *
 * <pre>{@code
 * import io.github.trocr4j.DigitReader;
 * import io.github.trocr4j.Reading;
 * import javax.imageio.ImageIO;
 *
 * class Example {
 *     public static void main(String[] args) throws java.io.IOException {
 *         try (DigitReader reader = DigitReader.load()) {
 *             Reading reading = reader.read(ImageIO.read(new java.io.File("strip.png")));
 *             System.out.println(reading.digits() + " " + reading.confidence()); // 70415 0.98
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Pictures may have any size; they are brought to the model's, colours and all, as HuggingFace's image processor does.
 * Photographs and scans, dark on light or with margins, go through {@link io.github.trocr4j.image.StripFinder} first:
 * {@code StripFinder.find(PictureFile.read(path), 5).map(reader::read)}.
 * Many strips at once are read faster than one after the other, with the same digits; {@link ReaderOptions} say how many,
 * with how many threads, and what is {@linkplain Reading#uncertain uncertain}.
 *
 * <p>May be shared between threads. {@link #close} waits for the calls in flight, later calls throw {@link
 * IllegalStateException}.
 */
public final class DigitReader implements AutoCloseable {
    private static final int CHANNELS = 3;
    // Each waits with a thread, so there is a bound already.
    private static final int ANY_NUMBER = 1 << 20;

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
                ? Optional.of(
                        new BatchingReader(strips -> readAll(strips, strip -> strip), options.batchSize(), ANY_NUMBER))
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
     * Reads one strip.
     *
     * @throws IllegalArgumentException if the image is neither gray, RGB nor indexed; see {@link Picture#of}
     */
    public Reading read(BufferedImage strip) {
        Objects.requireNonNull(strip, "strip");
        return read(Picture.of(strip));
    }

    /**
     * Reads strips; one reading for each, in their order. Otherwise as {@link #read(BufferedImage)}.
     *
     * @throws CancellationException if the thread is interrupted between two batches; it stays interrupted
     */
    public List<Reading> read(List<BufferedImage> strips) {
        requireStrips(strips);
        return whileOpen(() -> readAll(strips, Picture::of));
    }

    /** Reads one strip that is a {@link Picture} already. */
    public Reading read(Picture strip) {
        Objects.requireNonNull(strip, "strip");
        return whileOpen(() -> together.isPresent()
                ? together.get().read(strip)
                : readAll(List.of(strip), same -> same).get(0));
    }

    /** Reads strips that are {@link Picture}s already. Otherwise as {@link #read(List)}. */
    public List<Reading> readPictures(List<Picture> strips) {
        requireStrips(strips);
        return whileOpen(() -> readAll(strips, strip -> strip));
    }

    /**
     * Where in each strip the decoder looks for each digit, if it reads the strip as {@code digits}.
     *
     * @param strips at least one
     * @param digits for each strip what was read, one digit, 0 to 9, for each that the model reads
     * @return for each strip a map for each digit
     */
    public List<AttentionMaps> attention(List<Picture> strips, int[][] digits) {
        requireStrips(strips);
        return whileOpen(() -> trOcr.attention(pixelValues(strips, strip -> strip), strips.size(), size, digits));
    }

    private <T> List<Reading> readAll(List<T> strips, Function<T, Picture> toPicture) {
        List<Reading> readings = new ArrayList<>(strips.size());
        for (int start = 0; start < strips.size(); start += options.batchSize()) {
            if (start > 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("Interrupted after " + start + " of " + strips.size() + " strips.");
            }
            List<T> some = strips.subList(start, Math.min(start + options.batchSize(), strips.size()));
            readings.addAll(readPixelValues(pixelValues(some, toPicture), some.size()));
        }
        return List.copyOf(readings);
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

    private static void requireStrips(List<?> strips) {
        Objects.requireNonNull(strips, "strips");
        for (int i = 0; i < strips.size(); i++) {
            int index = i;
            Objects.requireNonNull(strips.get(i), () -> "strips[" + index + "]");
        }
    }

    /** [B, 3, H, W] */
    private <T> float[] pixelValues(List<T> strips, Function<T, Picture> toPicture) {
        int values = CHANNELS * size.height() * size.width();
        float[] pixels = new float[Math.multiplyExact(strips.size(), values)];
        for (int i = 0; i < strips.size(); i++) {
            processor.pixelValues(toPicture.apply(strips.get(i)), pixels, i * values);
        }
        return pixels;
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
