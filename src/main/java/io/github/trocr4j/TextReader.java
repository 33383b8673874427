package io.github.trocr4j;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.text.SentencePieceVocabulary;
import io.github.trocr4j.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Reads a line of text with a model that has TrOCR's full vocabulary. The model directory must also hold the
 * checkpoint's {@code sentencepiece.bpe.model}.
 *
 * <p>Thread-safe; calls run one at a time. For {@link #close} see {@link TrOcr#close}.
 */
public final class TextReader implements AutoCloseable {
    private static final int BATCH = 8;
    private static final int LONGEST = 64;
    private static final String VOCABULARY = "sentencepiece.bpe.model";
    private static final String CHARACTERS = "tokenizer.json";

    private final TrOcr trOcr;
    private final TrOcrImageProcessor processor;
    private final Vocabulary vocabulary;

    /**
     * The text of one picture.
     *
     * @param text the text, without special tokens
     * @param confidence the product of the probabilities of all tokens, the end token included; 0 to 1
     */
    public record Line(String text, float confidence) {}

    /**
     * The text of one picture, and where the decoder looked.
     *
     * @param line the text
     * @param tokens the text of each token; empty for special ones, such as the end token
     * @param attention one map for each token
     * @param seen the picture as the model sees it: what the patches of the maps are of
     */
    public record AttendedLine(Line line, List<String> tokens, AttentionMaps attention, Picture seen) {
        /** Copies the list. */
        public AttendedLine {
            tokens = List.copyOf(tokens);
        }
    }

    private TextReader(ModelDirectory model, Vocabulary vocabulary) {
        this.trOcr = TrOcr.of(model, OptionalInt.empty(), true);
        this.processor = model.processor();
        this.vocabulary = vocabulary;
    }

    /**
     * Loads a model directory.
     *
     * @throws IOException if it is not a model directory, its model reads digits only, or its vocabulary is missing or
     *     invalid; the message names the file
     */
    public static TextReader load(Path modelDirectory) throws IOException {
        Objects.requireNonNull(modelDirectory, "modelDirectory");
        ModelDirectory model = ModelDirectory.load(modelDirectory);
        if (model.config().digitHead().isPresent()) {
            throw new IOException(modelDirectory.resolve("config.json")
                    + ": this model reads digits only; import the checkpoint with its original head to read text.");
        }
        return new TextReader(model, vocabulary(modelDirectory));
    }

    /** A SentencePiece model is TrOCR-small's; without one, tokenizer.json has the characters of a character model. */
    private static Vocabulary vocabulary(Path modelDirectory) throws IOException {
        Path characters = modelDirectory.resolve(CHARACTERS);
        Path pieces = modelDirectory.resolve(VOCABULARY);
        return Files.exists(characters) && !Files.exists(pieces)
                ? CharacterVocabulary.read(characters)
                : SentencePieceVocabulary.read(pieces);
    }

    /** Reads one line for each picture, in their order. */
    public List<Line> read(List<Picture> pictures) {
        List<Line> lines = new ArrayList<>(pictures.size());
        for (int start = 0; start < pictures.size(); start += BATCH) {
            lines.addAll(readBatch(pictures.subList(start, Math.min(start + BATCH, pictures.size()))));
        }
        return List.copyOf(lines);
    }

    private List<Line> readBatch(List<Picture> pictures) {
        Generation found = generate(pictures);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            lines.add(line(found.ids()[i], found.probabilities()[i]));
        }
        return lines;
    }

    private Generation generate(List<Picture> pictures) {
        TrOcrConfig config = trOcr.config();
        int longest = config.decoder().maxPositionEmbeddings();
        if (!(vocabulary instanceof CharacterVocabulary)) {
            longest = Math.min(LONGEST, longest);
        }
        return trOcr.generateWithProbabilities(
                processor.pixelValues(pictures),
                pictures.size(),
                config.encoder().imageSize(),
                longest);
    }

    private Line line(int[] ids, float[] probabilities) {
        return new Line(vocabulary.decode(Arrays.copyOf(ids, length(ids))), Generation.confidence(probabilities));
    }

    /** Returns the number of tokens up to the end token, which counts. */
    private int length(int[] ids) {
        OptionalInt eos = trOcr.config().decoder().eosTokenId();
        int length = 0;
        boolean ended = false;
        while (length < ids.length && !ended) {
            ended = eos.isPresent() && ids[length] == eos.getAsInt();
            length++;
        }
        return length;
    }

    /** Reads lines as {@link #read} does, and returns the cross-attention of the decoder for each token. */
    public List<AttendedLine> attend(List<Picture> pictures) {
        List<AttendedLine> lines = new ArrayList<>(pictures.size());
        for (Picture picture : pictures) {
            Generation found = generate(List.of(picture));
            int[] ids = Arrays.copyOf(found.ids()[0], length(found.ids()[0]));
            AttentionMaps maps = trOcr.attention(
                            processor.pixelValues(List.of(picture)),
                            1,
                            trOcr.config().encoder().imageSize(),
                            new int[][] {ids})
                    .get(0);
            List<String> tokens = Arrays.stream(ids)
                    .mapToObj(id -> vocabulary.decode(new int[] {id}))
                    .toList();
            lines.add(new AttendedLine(line(ids, found.probabilities()[0]), tokens, maps, processor.seen(picture)));
        }
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        trOcr.close();
    }
}
