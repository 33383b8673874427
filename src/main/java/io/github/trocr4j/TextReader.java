package io.github.trocr4j;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.SentencePieceVocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Reads a line of writing with a model that kept TrOCR's whole vocabulary. The model directory has the checkpoint's
 * {@code sentencepiece.bpe.model} beside the model.
 *
 * <p>May be shared between threads; calls run one after the other, and {@link #close} is {@link TrOcr#close}.
 */
public final class TextReader implements AutoCloseable {
    private static final int BATCH = 8;
    private static final int LONGEST = 64;
    private static final String VOCABULARY = "sentencepiece.bpe.model";

    private final TrOcr trOcr;
    private final TrOcrImageProcessor processor;
    private final SentencePieceVocabulary vocabulary;

    /**
     * What is written in one picture.
     *
     * @param text the line, special tokens left out
     * @param confidence product of the probabilities of all its tokens, the end included
     */
    public record Line(String text, float confidence) {}

    private TextReader(ModelDirectory model, SentencePieceVocabulary vocabulary) {
        this.trOcr = TrOcr.of(model, OptionalInt.empty(), true);
        this.processor = model.processor();
        this.vocabulary = vocabulary;
    }

    /**
     * Loads a model directory.
     *
     * @throws IOException if it is no such directory, its model reads digits only, or its vocabulary is missing or wrong;
     *     one sentence that names the file
     */
    public static TextReader load(Path modelDirectory) throws IOException {
        Objects.requireNonNull(modelDirectory, "modelDirectory");
        ModelDirectory model = ModelDirectory.load(modelDirectory);
        if (model.config().digitHead().isPresent()) {
            throw new IOException(modelDirectory.resolve("config.json")
                    + ": this model reads digits only; import the checkpoint with its original head to read text.");
        }
        return new TextReader(model, SentencePieceVocabulary.read(modelDirectory.resolve(VOCABULARY)));
    }

    /** Reads one line for each picture, in their order; at most 64 tokens each. */
    public List<Line> read(List<Picture> pictures) {
        List<Line> lines = new ArrayList<>(pictures.size());
        for (int start = 0; start < pictures.size(); start += BATCH) {
            lines.addAll(readBatch(pictures.subList(start, Math.min(start + BATCH, pictures.size()))));
        }
        return List.copyOf(lines);
    }

    private List<Line> readBatch(List<Picture> pictures) {
        TrOcrConfig config = trOcr.config();
        ImageSize size = config.encoder().imageSize();
        float[] pixels = processor.pixelValues(pictures);
        int longest = Math.min(LONGEST, config.decoder().maxPositionEmbeddings());
        Generation found = trOcr.generateWithProbabilities(pixels, pictures.size(), size, longest);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            lines.add(line(
                    found.ids()[i], found.probabilities()[i], config.decoder().eosTokenId()));
        }
        return lines;
    }

    private Line line(int[] ids, float[] probabilities, OptionalInt eos) {
        int length = 0;
        float confidence = 1;
        boolean ended = false;
        while (length < ids.length && !ended) {
            confidence *= Math.min(1, probabilities[length]);
            ended = eos.isPresent() && ids[length] == eos.getAsInt();
            length++;
        }
        return new Line(vocabulary.decode(Arrays.copyOf(ids, length)), confidence);
    }

    @Override
    public void close() {
        trOcr.close();
    }
}
