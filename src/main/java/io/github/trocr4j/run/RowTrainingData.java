package io.github.trocr4j.run;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ReadingConfig;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.data.lines.ComposedRows;
import io.github.trocr4j.data.lines.ImageFolderWriter;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunKind;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.RowExamples;
import io.github.trocr4j.train.RowRecipe;
import io.github.trocr4j.train.TrainingConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;

/**
 * Rows of numbers that are composed without end: from the training digits to learn from, from those held out to choose
 * the best model, from the test digits to measure it.
 *
 * @param digits the digits
 * @param recipe how many rows there are
 * @param seed seed of the rows
 * @param size the size of the model's input
 */
public record RowTrainingData(Digits digits, RowRecipe recipe, long seed, ImageSize size) implements TrainingData {
    /** Rows that the confidence is fitted on. */
    private static final int CONFIDENCE_ROWS = 4_000;

    /** Share of the readings that are not marked uncertain that is to be right. */
    private static final double ACCURACY = 0.99;

    /** Returns a model that reads such rows, with the weights of another model. */
    public ModelDirectory model(ModelDirectory other) {
        return other.withCharacters(RowExamples.VOCABULARY, ComposedRows.MAX_LENGTH, seed)
                .withReading(new ReadingConfig(true, 1, 0));
    }

    @Override
    public RunKind kind() {
        return RunKind.LINES;
    }

    @Override
    public String source() {
        return "rows composed from digits: " + digits.source();
    }

    @Override
    public String trainSha256() {
        return Sha256.of(
                digits.train().sha256().getBytes(StandardCharsets.UTF_8),
                Long.toString(seed).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void describe(JsonObject provenance) {
        provenance.put("lines", source());
        new DigitTrainingData(digits).describeHashes(provenance);
    }

    @Override
    public void require() throws IOException {
        digits.requireStrips();
    }

    @Override
    public Counts counts(TrainingConfig config) {
        return new Counts(recipe.rowsPerEpoch(), recipe.validationRows(), recipe.testRows());
    }

    @Override
    public Parts parts(TrainingConfig config) {
        DigitSet.Split split = new DigitTrainingData(digits).split(config);
        return new Parts(
                new RowExamples(
                        new ComposedRows(split.train(), seed),
                        recipe.rowsPerEpoch(),
                        recipe.shortRowsFirst(),
                        size.aspect()),
                examples(split.validation(), ~seed, recipe.validationRows()).validation(seed));
    }

    private RowExamples examples(DigitSet from, long rowSeed, int count) {
        return new RowExamples(new ComposedRows(from, rowSeed), count, 0, size.aspect());
    }

    @Override
    public int labelLength(TrOcrConfig model) {
        return model.decoder().maxPositionEmbeddings();
    }

    @Override
    public Path sample(RunFolder folder) {
        return folder.root().resolve("line.png");
    }

    @Override
    public void writeSample(RunFolder folder) throws IOException {
        folder.write(sample(folder), ImageFolderWriter.png(testRows().row(1).picture()));
    }

    private ComposedRows testRows() {
        return new ComposedRows(digits.test(), seed + 1);
    }

    @Override
    public LineEvaluation evaluate(RunFolder folder, IntConsumer read) throws IOException {
        fitConfidence(folder);
        Path rows = folder.root().resolve("rows");
        ComposedRows test = testRows();
        List<LabelledLine> lines = ImageFolderWriter.write(
                rows,
                recipe.testRows(),
                i -> test.row(i).picture(),
                i -> test.row(i).text());
        try (LineReader reader = ModelFolders.reader(Optional.of(folder.best()))) {
            LineEvaluation result = LineEvaluation.of(reader, folder.best().toString(), lines, source(), read);
            LinePictures.write(folder, result, reader);
            return result;
        }
    }

    /** Fits the confidence of the best model on rows of held-out digits, and saves it with the model. */
    private void fitConfidence(RunFolder folder) throws IOException {
        TrainingConfig config = Preset.read(folder.config()).training();
        if (config.validationDigits() == 0) {
            return;
        }
        DigitSet heldOut = new DigitTrainingData(digits).split(config).validation();
        ConfidenceFit.write(folder.best(), examples(heldOut, ~seed - 1, CONFIDENCE_ROWS), OptionalDouble.of(ACCURACY));
    }
}
