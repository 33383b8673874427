package io.github.trocr4j;

import io.github.trocr4j.LineReader.AttendedReading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.image.TrainedForm;
import io.github.trocr4j.image.row.RowFinder;
import io.github.trocr4j.image.row.WritingRow;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.GenerationConfigBuilder;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ImageToText;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.DigitVocabulary;
import io.github.trocr4j.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** Reads pictures of one line each, in batches: image processor, model and vocabulary. */
final class RowModel implements AutoCloseable {
    private final ModelSettings settings;
    private final ImageToText model;
    private final TrOcrImageProcessor processor;
    private final Vocabulary vocabulary;
    private final GenerationConfig generation;
    private final float minimumConfidence;
    private final int batchSize;
    private final boolean formed;
    // The pixel values of the last single line; a call takes them while it needs them.
    private final AtomicReference<float[]> used = new AtomicReference<>();

    /** Loads what computes. */
    @FunctionalInterface
    interface Source {
        ImageToText load() throws IOException;
    }

    /**
     * Creates a model.
     *
     * @param source called last; {@link #close} closes what it returns
     * @throws IllegalArgumentException if the model cannot read lines of the wanted length
     */
    RowModel(ModelSettings settings, Vocabulary vocabulary, ReaderOptions options, Source source) throws IOException {
        this.settings = settings;
        this.vocabulary = vocabulary;
        this.processor = settings.processor();
        this.generation = generation(settings, vocabulary, options.length());
        this.minimumConfidence =
                options.minimumConfidence().orElse(settings.reading().minimumConfidence());
        this.batchSize = options.batchSize();
        this.formed = settings.reading().findRows();
        this.model = source.load();
    }

    /**
     * Returns the vocabulary of a model in a folder: digits, characters in tokenizer.json, or else what
     * {@link Vocabulary#load} finds in {@link ModelSettings#tokenizerFolder}.
     *
     * @throws IOException if it is missing or invalid
     */
    static Vocabulary vocabulary(Path folder, ModelSettings model) throws IOException {
        boolean own =
                model.config().digitHead().isPresent() || model.characters().isPresent();
        if (own) {
            return vocabulary(model);
        }
        return Vocabulary.load(ModelSettings.tokenizerFolder(folder));
    }

    /**
     * Returns the vocabulary of a model in memory.
     *
     * @throws IOException if it reads neither digits nor characters
     */
    static Vocabulary vocabulary(ModelSettings model) throws IOException {
        if (model.config().digitHead().isPresent()) {
            return new DigitVocabulary();
        }
        return model.characters()
                .orElseThrow(() -> new IOException(
                        "This model has no characters: load it from its folder, which has its tokenizer."));
    }

    private static GenerationConfig generation(
            ModelSettings model, Vocabulary vocabulary, Optional<ReaderOptions.Length> length) {
        float temperature = model.reading().temperature();
        if (model.config().digitHead().isEmpty() && !(vocabulary instanceof CharacterVocabulary)) {
            if (length.isPresent()) {
                throw new IllegalArgumentException(
                        "length: expected none, because this model reads pieces of words, found " + length.get());
            }
            return text(model, temperature);
        }
        TrOcrDecoderConfig decoder = model.config().decoder();
        Optional<DigitHead> digits = model.config().digitHead();
        int positions = decoder.maxPositionEmbeddings();
        int most = digits.map(DigitHead::length).orElse(positions);
        length.ifPresent(wanted -> requireFits(wanted, digits, positions));
        GenerationConfigBuilder settings = GenerationConfigBuilder.builder(GenerationConfig.greedy(decoder, most))
                .temperature(temperature);
        if (length.isPresent() && digits.isEmpty()) {
            settings.minNewTokens(OptionalInt.of(length.get().min()))
                    .maxNewTokens(OptionalInt.of(length.get().max() + 1)) // with the end token
                    .forcedEosTokenId(decoder.eosTokenId().stream().boxed().toList())
                    .suppressTokens(CharacterVocabulary.NO_CHARACTERS);
        }
        return settings.build();
    }

    /**
     * Returns the model's own settings for one sequence of each picture. Without a greatest length, a line has up to
     * {@link GenerationConfig#LINE_TOKENS} tokens.
     */
    private static GenerationConfig text(ModelSettings model, float temperature) {
        GenerationConfig own = model.generation();
        own.start(); // there must be one
        int most = own.isLimited() ? own.mostNewTokens() : GenerationConfig.LINE_TOKENS;
        int positions = model.config().decoder().maxPositionEmbeddings();
        return GenerationConfigBuilder.builder(own)
                .maxNewTokens(OptionalInt.of(Math.min(most, positions)))
                .numReturnSequences(1)
                .temperature(temperature)
                .build();
    }

    private static void requireFits(ReaderOptions.Length wanted, Optional<DigitHead> digits, int positions) {
        boolean fits = digits.map(head -> wanted.min() <= head.length() && wanted.max() >= head.length())
                .orElse(wanted.max() < positions);
        if (!fits) {
            String expected = digits.map(head -> head.length() + ", the digits that this model reads")
                    .orElse("at most " + (positions - 1) + ", the characters that this model reads");
            throw new IllegalArgumentException("length: expected " + expected + ", found " + wanted);
        }
    }

    boolean readsDigits() {
        return vocabulary instanceof DigitVocabulary
                || (vocabulary instanceof CharacterVocabulary characters
                        && characters.alphabet().chars().allMatch(c -> DigitVocabulary.DIGITS.indexOf(c) >= 0));
    }

    float minimumConfidence() {
        return minimumConfidence;
    }

    TrOcrConfig config() {
        return settings.config();
    }

    /** Returns the rows of a picture: those that are found, or the whole picture. */
    List<WritingRow> rows(Picture picture, boolean find) {
        return rows(picture, config(), formed, find);
    }

    /**
     * As above.
     *
     * @param formed whether the model takes rows in {@link TrainedForm}
     */
    static List<WritingRow> rows(Picture picture, TrOcrConfig config, boolean formed, boolean find) {
        Optional<DigitHead> digits = config.digitHead();
        if (!find
                || (digits.isPresent()
                        && TrainedForm.matches(picture, digits.get().length()))) {
            return List.of(new WritingRow(0, 0, picture.width(), picture.height(), whole(picture, config, formed)));
        }
        double aspect = config.encoder().imageSize().aspect();
        return RowFinder.find(picture).stream()
                .map(row -> row.with(
                        digits.isPresent()
                                ? TrainedForm.of(row.crop())
                                : formed ? TrainedForm.of(row.crop(), aspect) : row.crop()))
                .toList();
    }

    /** Returns the picture of one line as the model takes it. */
    Picture whole(Picture row) {
        return whole(row, config(), formed);
    }

    /** Strips for a digit head have their form already. */
    private static Picture whole(Picture row, TrOcrConfig config, boolean formed) {
        return formed && config.digitHead().isEmpty()
                ? TrainedForm.of(
                        TrainedForm.darkOnLight(row),
                        config.encoder().imageSize().aspect())
                : row;
    }

    /** Reads lines, in batches of at most the wanted size. */
    List<Reading> read(List<Picture> rows, Runnable betweenBatches) {
        List<Reading> readings = new ArrayList<>(rows.size());
        for (int start = 0; start < rows.size(); start += batchSize) {
            if (start > 0) {
                betweenBatches.run();
            }
            readings.addAll(readBatch(rows.subList(start, Math.min(start + batchSize, rows.size()))));
        }
        return List.copyOf(readings);
    }

    private List<Reading> readBatch(List<Picture> rows) {
        if (rows.size() > 1) {
            return readPixelValues(processor.pixelValues(rows), rows.size());
        }
        float[] last = used.getAndSet(null);
        float[] values = processor.pixelValues(rows, last == null ? new float[0] : last);
        List<Reading> readings = readPixelValues(values, 1);
        used.set(values);
        return readings;
    }

    /** Reads pixel values [B, 3, H, W], row-major. */
    List<Reading> readPixelValues(float[] values, int batch) {
        Generation found = model.generate(values, batch, size(), generation);
        List<Reading> readings = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            readings.add(reading(untilEnd(found.ids()[i]), found.probabilities()[i]));
        }
        return readings;
    }

    private Reading reading(int[] ids, float[] probabilities) {
        String text = vocabulary.decode(ids);
        List<String> parts = parts(ids, text);
        List<Reading.Token> tokens = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            // Rounding in the softmax can push a probability slightly above 1.
            tokens.add(new Reading.Token(parts.get(i), Math.min(1, probabilities[i])));
        }
        return new Reading(text, tokens, false).requiring(minimumConfidence);
    }

    /** Returns what each token adds to the text of all: a token alone may have lost its space, or half a character. */
    private List<String> parts(int[] ids, String text) {
        List<String> parts = new ArrayList<>();
        int end = 0;
        for (int i = 0; i < ids.length; i++) {
            String until = i + 1 < ids.length ? vocabulary.decode(Arrays.copyOf(ids, i + 1)) : text;
            int same = 0;
            while (same < Math.min(until.length(), text.length()) && until.charAt(same) == text.charAt(same)) {
                same++;
            }
            parts.add(text.substring(end, Math.max(end, same)));
            end = Math.max(end, same);
        }
        return parts;
    }

    private int[] untilEnd(int[] ids) {
        return Generation.untilEnd(ids, generation.eosTokenId());
    }

    AttendedReading attend(Picture row) {
        float[] values = processor.pixelValues(row);
        Generation found = model.generate(values, 1, size(), generation);
        int[] ids = untilEnd(found.ids()[0]);
        int[][] inputs = config().decoding().inputs(new int[][] {ids}, config().decoder());
        if (config().decoding() == Decoding.AUTOREGRESSIVE) { // which may start otherwise than in training
            inputs[0][0] = generation.start();
        }
        AttentionMaps maps = model.attention(values, 1, size(), inputs).get(0);
        return new AttendedReading(reading(ids, found.probabilities()[0]), maps, processor.seen(row));
    }

    private ImageSize size() {
        return config().encoder().imageSize();
    }

    @Override
    public void close() {
        model.close();
    }
}
