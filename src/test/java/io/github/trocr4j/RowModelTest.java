package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.trocr4j.Reading.Token;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.GenerationConfigBuilder;
import io.github.trocr4j.text.ModelProto;
import io.github.trocr4j.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Readings of one line: vocabularies, lengths and temperatures. */
class RowModelTest {
    private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

    /** Tokens of {@link SmallModels#numbers}: ten digits and four special ones. */
    private static final int TOKENS = 14;

    /** Would end at once, and prefers 7 after that. */
    private static final ModelDirectory SILENT = SmallModels.constant(SmallModels.numbers(), Map.of('$', 3f, '7', 2f));

    /** Never ends. */
    private static final ModelDirectory TALKATIVE =
            SmallModels.constant(SmallModels.numbers(), Map.of('7', 3f, '$', 2f));

    @TempDir
    Path directory;

    @Test
    void aLineIsTheDecodedTextOfTheGeneratedIds() throws IOException {
        textModel();
        Picture picture = picture(1);
        ModelDirectory model = ModelDirectory.load(directory);
        int[][] ids;
        try (TrOcr trOcr = new TrOcr(model)) {
            INDArray pixels = Nd4j.create(model.processor().pixelValues(picture), new long[] {1, 3, 16, 80}, 'c');
            ids = trOcr.generate(pixels, 8);
        }
        String expected = Tokenizer.load(directory).decode(ids[0]);
        try (LineReader reader = LineReader.load(directory)) {
            List<Reading> lines = reader.readRows(List.of(picture, picture(2), picture));
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0).text()).isEqualTo(expected);
            assertThat(lines.get(0).tokens()).hasSize(ids[0].length);
            // the same picture in another row of the batch: equal except for the last bits
            assertThat(lines.get(2).text()).isEqualTo(expected);
            assertThat(lines.get(2).confidence()).isCloseTo(lines.get(0).confidence(), withinPercentage(0.01));
            assertThat(lines.get(0).confidence()).isBetween(0f, 1f);
            assertThat(reader.readRows(List.of())).isEmpty();
        }
    }

    /** All that save_pretrained of transformers 5 leaves. */
    @Test
    void tokenizerJsonIsEnough() throws IOException {
        textModel();
        Reading expected;
        try (LineReader reader = LineReader.load(directory)) {
            expected = reader.readRow(picture(1));
        }
        Files.delete(directory.resolve("sentencepiece.bpe.model"));
        Files.writeString(directory.resolve("tokenizer.json"), """
                {"added_tokens": [{"id": 0, "content": "<s>", "special": true}, {"id": 1, "content": "<pad>",
                  "special": true}, {"id": 2, "content": "</s>", "special": true}, {"id": 3, "content": "<unk>",
                  "special": true}, {"id": 10, "content": "<mask>", "special": true}],
                 "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always"},
                 "model": {"type": "Unigram", "unk_id": 3, "vocab": [["<s>", 0], ["<pad>", 0], ["</s>", 0],
                  ["<unk>", 0], ["\u2581on", 0], ["e", -1], ["\u2581two", -2], ["s", -3], ["\u2581", -4], ["x", -5],
                  ["<mask>", 0]]}}
                """);
        try (LineReader reader = LineReader.load(directory)) {
            assertThat(reader.readRow(picture(1))).isEqualTo(expected);
        }
    }

    @Test
    void theTokenizerMayBeWhereTheImageProcessorIs() throws IOException {
        textModel();
        Reading expected;
        try (LineReader reader = LineReader.load(directory)) {
            expected = reader.readRow(picture(1));
        }
        Path processor = Files.createDirectory(directory.resolve("processor"));
        for (String file : List.of("sentencepiece.bpe.model", "preprocessor_config.json")) {
            Files.move(directory.resolve(file), processor.resolve(file));
        }
        try (LineReader reader = LineReader.load(directory)) {
            assertThat(reader.readRow(picture(1))).isEqualTo(expected);
        }
    }

    @Test
    void aModelOfWordPiecesIsReadWithItsOwnSettings() throws IOException {
        textModel();
        ModelDirectory model = ModelDirectory.load(directory);
        GenerationConfig beams = GenerationConfigBuilder.builder(model.generation())
                .numBeams(3)
                .numReturnSequences(2)
                .noRepeatNgramSize(1)
                .maxLength(OptionalInt.of(6))
                .build();
        model.withGeneration(beams).save(directory);
        Picture picture = picture(1);
        Generation found;
        try (TrOcr trOcr = TrOcr.load(directory)) {
            INDArray pixels = Nd4j.create(model.processor().pixelValues(picture), new long[] {1, 3, 16, 80}, 'c');
            found = trOcr.generate(pixels, trOcr.generation());
        }
        assertThat(found.ids()).as("two sequences").hasDimensions(2, 5);
        assertThat(found.ids()[0]).doesNotHaveDuplicates();
        try (LineReader reader = LineReader.load(directory)) {
            Reading line = reader.readRow(picture);
            assertThat(line.text()).isEqualTo(Tokenizer.load(directory).decode(found.ids()[0]));
            assertThat(line.confidence()).isCloseTo(Generation.confidence(found.probabilities()[0]), ROUNDING);
        }
    }

    @Test
    void aModelWithoutAStartTokenIsRefused() throws IOException {
        textModel();
        Files.writeString(directory.resolve("generation_config.json"), "{\"max_length\": 9}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineReader.load(directory))
                .withMessageStartingWith("decoder_start_token_id: expected a token id");
    }

    @Test
    void aMissingVocabularyIsNamed() throws IOException {
        textModel();
        Files.delete(directory.resolve("sentencepiece.bpe.model"));
        assertThatThrownBy(() -> LineReader.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sentencepiece.bpe.model");
    }

    @Test
    void aTextModelInMemoryHasNoVocabulary() {
        assertThatThrownBy(() -> SmallModels.text().reader())
                .isInstanceOf(IOException.class)
                .hasMessage("This model has no characters: load it from its folder, which has its tokenizer.");
    }

    @Test
    void aModelOfCharactersReadsTheSameFromItsFolder() throws IOException {
        SmallModels.numbers().save(directory);
        ReaderOptions nd4j = ReaderOptions.DEFAULT.withEngine(ReaderOptions.Engine.ND4J);
        try (LineReader inMemory = SmallModels.numbers().reader();
                LineReader loaded = LineReader.load(directory, nd4j)) {
            assertThat(loaded.readRow(picture(1))).isEqualTo(inMemory.readRow(picture(1)));
        }
    }

    @Test
    void theEndTokenCountsAndHasNoText() throws IOException {
        Reading reading = read(SILENT, ReaderOptions.DEFAULT);
        assertThat(reading.text()).isEmpty();
        assertThat(reading.tokens()).extracting(Token::text).containsExactly("");
        assertThat(reading.confidence()).isCloseTo(probability(3, 2, 1), ROUNDING);
    }

    @Test
    void withoutALengthAModelMayFillItsPositions() throws IOException {
        assertThat(read(TALKATIVE, ReaderOptions.DEFAULT).text()).isEqualTo("77777777");
    }

    @Test
    void aLineDoesNotEndBeforeItsLeastLength() throws IOException {
        Reading reading = read(SILENT, ReaderOptions.DEFAULT.withLength(3, 5));
        assertThat(reading.text()).isEqualTo("777");
        assertThat(reading.tokens()).hasSize(4);
        assertThat(reading.tokens().get(0).confidence())
                .as("as low as the model says")
                .isCloseTo(probability(2, 3, 1), ROUNDING);
        assertThat(reading.tokens().get(3).confidence()).isCloseTo(probability(3, 2, 1), ROUNDING);
    }

    @Test
    void aLineEndsAtItsGreatestLength() throws IOException {
        Reading reading = read(TALKATIVE, ReaderOptions.DEFAULT.withLength(1, 3));
        assertThat(reading.text()).isEqualTo("777");
        assertThat(reading.tokens()).extracting(Token::text).containsExactly("7", "7", "7", "");
        assertThat(reading.tokens().get(3).confidence())
                .as("as low as the model says")
                .isCloseTo(probability(2, 3, 1), ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7})
    void anExactLengthIsKept(int length) throws IOException {
        ReaderOptions exactly = ReaderOptions.DEFAULT.withLength(length, length);
        assertThat(read(SILENT, exactly).text()).isEqualTo("7".repeat(length));
        assertThat(read(TALKATIVE, exactly).text()).isEqualTo("7".repeat(length));
    }

    @Test
    void aLengthBeyondThePositionsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SILENT.reader(ReaderOptions.DEFAULT.withLength(2, 8)))
                .withMessage("length: expected at most 7, the characters that this model reads, found 2 to 8");
    }

    @ParameterizedTest
    @CsvSource({"4, 4, 4", "6, 9, 6 to 9"})
    void aDigitModelRefusesOtherLengths(int min, int max, String found) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallModels.digits().reader(ReaderOptions.DEFAULT.withLength(min, max)))
                .withMessage("length: expected 5, the digits that this model reads, found " + found);
    }

    @ParameterizedTest
    @EnumSource
    void aDigitModelTakesALengthThatIsItsOwn(Decoding decoding) throws IOException {
        ModelDirectory model = SmallModels.digits().withDecoding(decoding);
        Reading usual = read(model, ReaderOptions.DEFAULT);
        assertThat(read(model, ReaderOptions.DEFAULT.withLength(5, 5))).isEqualTo(usual);
        assertThat(read(model, ReaderOptions.DEFAULT.withLength(1, 9))).isEqualTo(usual);
    }

    @Test
    void aModelOfWordPiecesTakesNoLength() throws IOException {
        textModel();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineReader.load(directory, ReaderOptions.DEFAULT.withLength(5, 5)))
                .withMessageStartingWith("length: expected none");
    }

    @Test
    void temperatureChangesConfidencesAndNeverTheTokens() throws IOException {
        List<Picture> pictures =
                IntStream.range(0, 20).mapToObj(RowModelTest::picture).toList();
        for (ModelDirectory model : List.of(SmallModels.numbers(), SmallModels.digits())) {
            try (LineReader usual = model.reader();
                    LineReader hot =
                            model.withReading(new ReadingConfig(true, 3, 0)).reader();
                    LineReader cold =
                            model.withReading(new ReadingConfig(true, 0.25f, 0)).reader()) {
                List<Reading> readings = usual.readRows(pictures);
                List<Reading> hotter = hot.readRows(pictures);
                List<Reading> colder = cold.readRows(pictures);
                for (int i = 0; i < pictures.size(); i++) {
                    assertThat(tokens(hotter.get(i))).isEqualTo(tokens(readings.get(i)));
                    assertThat(tokens(colder.get(i))).isEqualTo(tokens(readings.get(i)));
                    assertThat(hotter.get(i).confidence())
                            .isLessThan(readings.get(i).confidence());
                    assertThat(colder.get(i).confidence())
                            .isGreaterThan(readings.get(i).confidence());
                }
            }
        }
    }

    @Test
    void confidencesAreTheSoftmaxOfLogitsByTemperature() throws IOException {
        ModelDirectory cold = TALKATIVE.withReading(new ReadingConfig(true, 0.5f, 0));
        Reading reading = read(cold, ReaderOptions.DEFAULT.withLength(2, 2));
        assertThat(reading.tokens().get(0).confidence()).isCloseTo(probability(3, 2, 0.5), ROUNDING);
        assertThat(reading.tokens().get(2).confidence()).isCloseTo(probability(2, 3, 0.5), ROUNDING);
    }

    private static List<String> tokens(Reading reading) {
        return reading.tokens().stream().map(Token::text).toList();
    }

    private static Reading read(ModelDirectory model, ReaderOptions options) throws IOException {
        try (LineReader reader = model.reader(options)) {
            return reader.readRow(picture(1));
        }
    }

    /** Returns the softmax of a logit among another one and zeros. */
    private static float probability(double logit, double other, double temperature) {
        double own = Math.exp(logit / temperature);
        return (float) (own / (own + Math.exp(other / temperature) + TOKENS - 2));
    }

    private void textModel() throws IOException {
        SmallModels.text().save(directory);
        Files.write(
                directory.resolve("sentencepiece.bpe.model"),
                ModelProto.of("\u2581on", "e", "\u2581two", "s", "\u2581", "x").bytes());
    }

    private static Picture picture(long seed) {
        byte[] plane = new byte[28 * 140];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) random.nextInt(256);
        }
        return Picture.gray(plane, 140, 28);
    }
}
