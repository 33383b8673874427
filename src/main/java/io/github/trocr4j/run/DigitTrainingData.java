package io.github.trocr4j.run;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunKind;
import io.github.trocr4j.train.Examples;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.TrainableModel;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.Validation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;

/**
 * Strips of digits. Some of the training digits are held out: the configured number, but at most a sixth.
 *
 * @param digits the digits to train on and to test with
 */
public record DigitTrainingData(Digits digits) implements TrainingData {
    private static final int LARGEST_SHARE = 6;

    @Override
    public RunKind kind() {
        return RunKind.STRIPS;
    }

    @Override
    public String source() {
        return digits.source();
    }

    @Override
    public String trainSha256() {
        return digits.train().sha256();
    }

    @Override
    public void describe(JsonObject provenance) {
        provenance.put("digits", digits.source());
        describeHashes(provenance);
    }

    /** Adds the hashes of the digits. */
    void describeHashes(JsonObject provenance) {
        digits.sha256().forEach(provenance.putObject("sha256")::put);
        provenance.put("train_digits_sha256", digits.train().sha256());
        provenance.put("test_digits_sha256", digits.test().sha256());
    }

    @Override
    public void require() throws IOException {
        digits.requireStrips();
    }

    @Override
    public Counts counts(TrainingConfig config) {
        int heldOut = heldOut(config.validationDigits());
        return new Counts(
                (digits.train().size() - heldOut) / Strip.LENGTH,
                heldOut / Strip.LENGTH,
                digits.test().size() / Strip.LENGTH);
    }

    @Override
    public Parts parts(TrainingConfig config) {
        DigitSet.Split split = split(config);
        SequenceDataset strips = new SequenceDataset(split.train(), config.augmentation(), config.seed());
        Examples train = Examples.of(strips).repeatedAfter(config.augmentedEpochs());
        return new Parts(train, Validation.of(SequenceDataset.inOrder(split.validation())));
    }

    /** Returns the digits to learn from and those held out. */
    public DigitSet.Split split(TrainingConfig config) {
        return split(config.validationDigits(), config.seed());
    }

    /** As above, with this number of digits to hold out. */
    public DigitSet.Split split(int validationDigits, long seed) {
        return digits.train().holdOut(heldOut(validationDigits), seed);
    }

    private int heldOut(int validationDigits) {
        int most = digits.train().size() / LARGEST_SHARE;
        return Math.min(validationDigits, most) / Strip.LENGTH * Strip.LENGTH;
    }

    @Override
    public int labelLength(TrOcrConfig model) {
        return TrainableModel.labelLength(model);
    }

    @Override
    public Path sample(RunFolder folder) {
        return folder.sampleStrip();
    }

    @Override
    public void writeSample(RunFolder folder) throws IOException {
        folder.write(sample(folder), EvaluationPictures.png(digits.testStrips().get(0)));
    }

    @Override
    public EvaluationResult evaluate(RunFolder folder, IntConsumer read) throws IOException {
        Examples heldOut =
                parts(Preset.read(folder.config()).training()).validation().examples();
        if (heldOut.size() > 0) {
            ConfidenceFit.write(folder.best(), heldOut, OptionalDouble.empty());
        }
        try (LineReader reader = ModelFolders.reader(Optional.of(folder.best()))) {
            EvaluationResult result =
                    EvaluationResult.of(reader, folder.best().toString(), digits.testStrips(), digits.source(), read);
            folder.write(folder.readings(), EvaluationPictures.mixed(result));
            EvaluationPictures.writeErrors(folder.errors(), result);
            folder.write(
                    folder.reportData(),
                    EvaluationPictures.shown(result, reader).json());
            return result;
        }
    }
}
