package io.github.trocr4j;

import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.FilePage;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.PicturePages;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.image.row.RowFinder;
import io.github.trocr4j.image.row.WritingRow;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.Vocabulary;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Reads the lines in pictures: handwritten numbers with the model that comes with the library, other text with other
 * models.
 *
 * <pre>{@code
 * import io.github.trocr4j.Line;
 * import io.github.trocr4j.LineReader;
 * import java.nio.file.Path;
 *
 * class Example {
 *     public static void main(String[] args) throws java.io.IOException {
 *         try (LineReader reader = LineReader.load()) {
 *             for (Line line : reader.read(Path.of("photo.jpg"))) {
 *                 System.out.println(line.text() + " " + line.confidence()); // 70415 0.98
 *             }
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>{@code read} takes photographs, scans and drawings; PNG, JPEG, BMP, GIF or TIFF files; dark on light or light on
 * dark, with margins, rulings, frames or uneven light. It finds the rows of writing with {@link RowFinder}, from top to
 * bottom, and reads each. A picture without writing has no lines. It throws {@link UnreadableImageException} if the
 * picture is damaged or too large (see {@link PictureFile}). {@link #readFiles} and {@link #readImages} read many
 * pictures faster than single calls, and continue after a picture that cannot be read.
 *
 * <p>{@link #readRow} and {@link #readRows} are the lower level: they take pictures of one line each, as a model is
 * trained on them. Of a model that was trained on lines of text, {@code read} does the same, and of a model with a
 * {@link DigitHead}, these are strips in MNIST's form: white ink on black, the digits side by side.
 *
 * <p>{@link ReaderOptions} set the batch size, the number of threads, the length of the lines, and which readings are
 * {@linkplain Reading#uncertain uncertain}.
 *
 * <p>Thread-safe. {@link #close} waits for the calls in progress; later calls throw {@link IllegalStateException}.
 */
public final class LineReader implements AutoCloseable {
    private static final String PICTURE = "picture"; // the name of an unnamed picture in messages

    private final ReaderOptions options;
    private final ReaderOptions.Engine engine;
    private final Optional<BatchingReader> batching;
    // Calls hold the read lock and close() holds the write lock; ND4J serialises the calls, plain Java does not.
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private final RowModel model;
    private final boolean findRows;
    private boolean closed;

    /**
     * The reading of a line, and where the decoder looked.
     *
     * @param reading the reading
     * @param attention one map for each of its tokens
     * @param seen the picture as the model sees it: what the patches of the maps are of
     */
    public record AttendedReading(Reading reading, AttentionMaps attention, Picture seen) {}

    private LineReader(
            ModelSettings settings,
            Vocabulary vocabulary,
            ReaderOptions options,
            ReaderOptions.Engine engine,
            RowModel.Source source)
            throws IOException {
        this.options = options;
        this.engine = engine;
        this.findRows = options.findRows().orElse(settings.reading().findRows());
        this.model = new RowModel(settings, vocabulary, options, source);
        this.batching = options.batchConcurrentReads()
                ? Optional.of(new BatchingReader(this::readAll, options.batchSize()))
                : Optional.empty();
    }

    /** Creates a reader for a model in memory; the engine is not auto. */
    static LineReader of(
            ModelSettings settings, ReaderOptions options, ReaderOptions.Engine engine, RowModel.Source source)
            throws IOException {
        ReadableModel.require(Path.of(""), settings);
        return new LineReader(settings, RowModel.vocabulary(settings), options, engine, source);
    }

    /**
     * Loads the model that comes with the library, which reads numbers of 1 to 12 digits; see
     * {@code weights/numbers/README.md}.
     *
     * @throws IOException if the library was packaged without it
     */
    public static LineReader load() throws IOException {
        return load(ReaderOptions.DEFAULT);
    }

    /** As above, with options. */
    public static LineReader load(ReaderOptions options) throws IOException {
        return load(IncludedModel.NUMBERS, options);
    }

    /** As above, with one of the models that come with the library. */
    public static LineReader load(IncludedModel included, ReaderOptions options) throws IOException {
        Objects.requireNonNull(included, "included");
        Objects.requireNonNull(options, "options");
        try (OpenModel open = OpenModel.of(included)) {
            EngineChoice engine = EngineChoice.of(open.settings().config(), options);
            return of(open, engine, RowModel.vocabulary(open.settings()), options);
        }
    }

    /**
     * Loads a model directory: config.json, and the first of model.safetensors, model.safetensors.index.json,
     * pytorch_model.bin and pytorch_model.bin.index.json that exists.
     *
     * @throws IOException if it is not a model directory, or its vocabulary is missing or invalid; the message names
     *     the file, what was expected and what was found
     */
    public static LineReader load(Path modelDirectory) throws IOException {
        return load(modelDirectory, ReaderOptions.DEFAULT);
    }

    /**
     * As above, with options.
     *
     * @throws IllegalArgumentException if the model cannot read lines of the length in the options
     */
    public static LineReader load(Path modelDirectory, ReaderOptions options) throws IOException {
        Objects.requireNonNull(modelDirectory, "modelDirectory");
        Objects.requireNonNull(options, "options");
        try (OpenModel open = OpenModel.of(modelDirectory)) {
            ReadableModel.require(modelDirectory, open.settings());
            EngineChoice engine = EngineChoice.of(open.settings().config(), options);
            return of(open, engine, RowModel.vocabulary(modelDirectory, open.settings()), options);
        }
    }

    /** Creates a reader for a model in files. ND4J, if that is the choice, loads while the vocabulary is read. */
    private static LineReader of(OpenModel open, EngineChoice engine, Vocabulary vocabulary, ReaderOptions options)
            throws IOException {
        return new LineReader(open.settings(), vocabulary, options, engine.engine(), () -> engine.load(open.tensors()));
    }

    /** Returns whether the model reads nothing but digits. */
    public boolean readsDigits() {
        return model.readsDigits();
    }

    /** Returns the confidence below which readings are uncertain, 0 to 1. */
    public float minimumConfidence() {
        return model.minimumConfidence();
    }

    /** Returns what computes: {@code JAVA} or {@code ND4J}. */
    public ReaderOptions.Engine engine() {
        return engine;
    }

    /** Returns the configuration of the model. */
    public TrOcrConfig config() {
        return model.config();
    }

    /**
     * Reads the lines in a picture file, from top to bottom; of a TIFF file with several pages, those of all pages in
     * their order. {@link FilePage} tells the pages apart.
     *
     * @throws UnreadableImageException if it cannot be read
     */
    public List<Line> read(Path file) throws UnreadableImageException {
        Objects.requireNonNull(file, "file");
        return read(PictureFile.pages(file));
    }

    /**
     * Reads the lines in a picture file from a stream; otherwise as {@link #read(Path)}.
     *
     * @param file the file's bytes; the stream is not closed
     * @throws IOException if the stream fails, or the picture cannot be read
     */
    public List<Line> read(InputStream file) throws IOException {
        Objects.requireNonNull(file, "file");
        return read(PictureFile.pages(PICTURE, file));
    }

    private List<Line> read(PicturePages pages) throws UnreadableImageException {
        List<Line> lines = new ArrayList<>();
        for (int page = 1; page <= pages.count(); page++) {
            lines.addAll(read(pages.picture(page)));
        }
        return List.copyOf(lines);
    }

    /**
     * Reads the lines in a decoded picture; otherwise as {@link #read(Path)}. For the image types see
     * {@link Picture#of}.
     */
    public List<Line> read(BufferedImage image) throws UnreadableImageException {
        Objects.requireNonNull(image, "image");
        return read(picture(image));
    }

    /** Reads the lines in a picture, from top to bottom. */
    public List<Line> read(Picture picture) {
        Objects.requireNonNull(picture, "picture");
        return whileOpen(() -> {
            List<WritingRow> rows = findRows(picture);
            return lines(rows, readTogether(rows.stream().map(WritingRow::crop).toList()));
        });
    }

    /**
     * Reads the lines in picture files; those of several pages as by {@link #read(Path)}.
     *
     * @return for each file, in their order, its lines or the reason why there are none
     * @throws CancellationException if the thread is interrupted between two pictures; its interrupt status stays set
     */
    public List<Outcome<Path>> readFiles(List<Path> files) {
        requireAll(files, "files");
        Iterator<PageOf> pages = IntStream.range(0, files.size())
                .boxed()
                .flatMap(i -> FilePage.of(files.get(i)).stream().map(page -> new PageOf(i, page)))
                .iterator();
        List<Outcome<PageOf>> outcomes = readEach(pages, each -> each.page().picture());
        List<Outcome<Path>> joined = new ArrayList<>();
        for (Outcome<PageOf> outcome : outcomes) {
            Path file = outcome.key().page().file();
            boolean next = outcome.key().file() == joined.size();
            List<Line> lines = new ArrayList<>(
                    next ? List.of() : joined.get(joined.size() - 1).lines());
            Optional<UnreadableImageException> problem = outcome.problem();
            if (!next) {
                problem = joined.remove(joined.size() - 1).problem().or(outcome::problem);
            }
            lines.addAll(outcome.lines());
            joined.add(new Outcome<>(file, problem.isPresent() ? List.of() : lines, problem));
        }
        return List.copyOf(joined);
    }

    /** A page of the file with this index. */
    private record PageOf(int file, FilePage page) {}

    /** Reads the lines in decoded pictures; otherwise as {@link #readFiles}. */
    public List<Outcome<BufferedImage>> readImages(List<BufferedImage> pictures) {
        requireAll(pictures, "pictures");
        return readEach(pictures.iterator(), LineReader::picture);
    }

    private static Picture picture(BufferedImage image) throws UnreadableImageException {
        try {
            return Picture.of(image);
        } catch (IllegalArgumentException e) {
            throw new UnreadableImageException(PICTURE, e.getMessage(), e);
        }
    }

    private <K> List<Outcome<K>> readEach(Iterator<K> pictures, PictureReadings.Source<K> source) {
        return whileOpen(() -> {
            List<Outcome<K>> outcomes = new ArrayList<>();
            PictureReadings<K> readings = new PictureReadings<>(pictures, source, this, options.batchSize());
            while (readings.hasNext()) {
                if (!outcomes.isEmpty()) {
                    requireNotInterrupted();
                }
                outcomes.add(readings.next());
            }
            return List.copyOf(outcomes);
        });
    }

    /**
     * Returns the rows of a picture that {@link #read} reads: those that {@link RowFinder} finds, or the picture as a
     * whole if the model or the options want that. Useful to callers that keep them.
     *
     * @return the rows, each with a picture for {@link #readFound}
     */
    public List<WritingRow> findRows(Picture picture) {
        return model.rows(picture, findRows);
    }

    /** Returns a picture as a row for {@link #readFound}, whatever the options. */
    public WritingRow wholeRow(Picture picture) {
        return model.rows(picture, false).get(0);
    }

    /** Returns the lines of the rows of a picture; a row that was found and that has no text is no line. */
    public List<Line> lines(List<WritingRow> rows, List<Reading> readings) {
        return Line.of(rows, readings, findRows);
    }

    /** Reads the pictures of rows that {@link #findRows} has returned. */
    public List<Reading> readFound(List<Picture> crops) {
        requireAll(crops, "crops");
        return whileOpen(() -> readAll(crops));
    }

    /** Reads a picture of one line. */
    public Reading readRow(Picture row) {
        Objects.requireNonNull(row, "row");
        return whileOpen(() -> readTogether(List.of(model.whole(row))).get(0));
    }

    /**
     * Reads pictures of one line each; returns one reading for each, in their order.
     *
     * @throws CancellationException if the thread is interrupted between two batches; its interrupt status stays set
     */
    public List<Reading> readRows(List<Picture> rows) {
        requireAll(rows, "rows");
        return whileOpen(() -> readAll(rows.stream().map(model::whole).toList()));
    }

    /** Reads a picture of one line, and returns the cross-attention of the decoder for each token. */
    public AttendedReading attend(Picture row) {
        Objects.requireNonNull(row, "row");
        return whileOpen(() -> model.attend(model.whole(row)));
    }

    /** Reads rows in a batch with those of other threads, if the options want that. */
    private List<Reading> readTogether(List<Picture> rows) {
        return batching.isPresent() ? batching.get().read(rows) : readAll(rows);
    }

    private List<Reading> readAll(List<Picture> rows) {
        return model.read(rows, LineReader::requireNotInterrupted);
    }

    private static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("Interrupted between two batches.");
        }
    }

    private <T> T whileOpen(Supplier<T> call) {
        open.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("This LineReader is closed.");
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
        return model.readPixelValues(values, batch);
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            closed = true;
            batching.ifPresent(BatchingReader::close);
            model.close();
        } finally {
            open.writeLock().unlock();
        }
    }
}
