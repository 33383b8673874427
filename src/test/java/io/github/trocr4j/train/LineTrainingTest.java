package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.lines.DigitLines;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineAugmentation;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.data.lines.LineDataReader;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.eval.Score;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.text.CharacterVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of line pictures of one to five generated digits, trained on with a vocabulary of characters. */
@Tag("slow")
class LineTrainingTest {
    private static final CharacterVocabulary VOCABULARY = CharacterVocabulary.of("0123456789");
    private static final TrainingConfig CONFIG = SmallTraining.of(30, 4, 2).build();

    @TempDir
    static Path folder;

    private static LineData lines;

    @BeforeAll
    static void writeLines() throws IOException {
        DigitLines.write(folder, 60);
        lines = LineDataReader.read(folder, LineDataReader.Columns.DEFAULT).split(0.2, 0, 1);
    }

    @Test
    void theLossFallsAndTheHeldOutLinesAreRated() throws IOException {
        Heard heard = new Heard();
        Trainer trainer = trainer(model());

        trainer.run(examples(), validation(), heard, () -> false);

        assertThat(heard.losses.get(29)).isLessThan(heard.losses.get(0));
        Score last = heard.evaluations.get(heard.evaluations.size() - 1).score();
        int edits = 0;
        int characters = 0;
        for (Validation.Read read : trainer.read(LineExamples.inOrder(lines.validation(), VOCABULARY))) {
            LineReading line = new LineReading(VOCABULARY.decode(read.labels()), VOCABULARY.decode(read.ids()), 1);
            edits += line.edits();
            characters += line.expected().length();
        }
        assertThat(last.pictures()).isEqualTo(lines.validation().size());
        assertThat(last.accuracy()).isEqualTo(1 - (double) edits / characters);
    }

    @Test
    void aStoppedRunEndsWithTheBitsOfOneThatWasNot() throws IOException {
        Trainer whole = trainer(model());
        whole.run(examples(), validation(), new Heard(), () -> false);
        Trainer first = trainer(model());
        Heard heard = new Heard();
        first.run(examples(), validation(), heard, () -> heard.losses.size() == 11);

        Trainer second = trainer(model());
        TrainingState reached = first.state();
        second.state()
                .tensors()
                .forEach((name, array) -> array.assign(reached.tensors().get(name)));
        second.continueAt(reached.progress());
        second.run(examples(), validation(), new Heard(), () -> false);

        whole.state()
                .tensors()
                .forEach((name, array) ->
                        assertThat(second.state().tensors().get(name)).as(name).isEqualTo(array));
    }

    @Test
    void aSavedModelReadsWhatTheTrainerReads(@TempDir Path directory) throws IOException {
        ModelDirectory model = model();
        Trainer trainer = trainer(model);
        trainer.run(examples(), validation(), new Heard(), () -> false);
        model.save(directory);
        Files.writeString(directory.resolve("tokenizer.json"), VOCABULARY.tokenizerJson());
        List<String> expected = trainer.read(LineExamples.inOrder(lines.validation(), VOCABULARY)).stream()
                .map(read -> VOCABULARY.decode(read.ids()))
                .toList();

        try (LineReader reader = LineReader.load(directory)) {
            List<String> read = new ArrayList<>();
            for (LabelledLine line : lines.validation()) {
                read.add(reader.readRow(PictureFile.read(line.file())).text());
            }
            assertThat(read).isEqualTo(expected);
        }
    }

    private static ModelDirectory model() {
        TrOcrConfig config =
                TrOcrConfig.compact().withImageSize(new ImageSize(16, 80)).withVocabulary(VOCABULARY.size(), 6);
        return ModelDirectory.fresh(config, 3);
    }

    private static Trainer trainer(ModelDirectory model) {
        return new Trainer(CONFIG, model.weights(), model.processor(), GraphEngine.PLANNED, 6);
    }

    private static Examples examples() {
        return LineExamples.shuffled(
                lines.train(),
                VOCABULARY,
                new LineExamples.Order(CONFIG.seed(), 0, LineAugmentation.NONE, CONFIG.batchSize()));
    }

    private static Validation validation() {
        return LineExamples.inOrder(lines.validation(), VOCABULARY).validation();
    }

    private static final class Heard implements TrainingListener {
        private final List<Double> losses = new ArrayList<>();
        private final List<Evaluation> evaluations = new ArrayList<>();

        @Override
        public void onStep(Step step) {
            losses.add(step.loss());
        }

        @Override
        public void onEvaluation(Evaluation evaluation, boolean best) {
            evaluations.add(evaluation);
        }

        @Override
        public void onState(TrainingState state) {
            // nothing is kept
        }
    }
}
