package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.lines.DigitLines;
import io.github.trocr4j.data.lines.LineAugmentation;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.data.lines.LineDataReader;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.ViTConfigBuilder;
import io.github.trocr4j.text.CharacterVocabulary;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training with a frozen encoder: some 48 lines, in batches of 5, for six epochs. */
@Tag("slow")
class EncoderStatesTest {
    private static final CharacterVocabulary VOCABULARY = CharacterVocabulary.of("0123456789");
    private static final TrainingConfig CONFIG = frozen(30);
    private static final Validation NONE = Validation.of(List.of());

    @TempDir
    static Path folder;

    @TempDir
    Path temporary;

    private static LineData lines;

    @BeforeAll
    static void writeLines() throws IOException {
        DigitLines.write(folder, 60);
        lines = LineDataReader.read(folder, LineDataReader.Columns.DEFAULT).split(0.2, 0, 1);
    }

    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void lossesAndWeightsHaveTheBitsOfATrainingWithoutThem(GraphEngine engine) throws IOException {
        Run with = new Run(frozen(12), engine);
        Run without = new Run(frozen(12), engine);

        with.train(examples(0), () -> false);
        without.train(withoutNumbers(examples(0)), () -> false);

        assertThat(with.losses).isEqualTo(without.losses);
        with.requireWeightsOf(without);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100})
    void aResumedRunEndsWithTheBitsOfOneNeverStopped(long shortFirst) throws IOException {
        Run whole = new Run(CONFIG, GraphEngine.PLANNED);
        whole.train(examples(shortFirst), () -> false);
        Run first = new Run(CONFIG, GraphEngine.PLANNED);
        first.train(examples(shortFirst), () -> first.losses.size() == 17);

        Run second = new Run(CONFIG, GraphEngine.PLANNED);
        second.continueFrom(first);
        second.train(examples(shortFirst), () -> false);

        assertThat(second.losses).isEqualTo(whole.losses.subList(17, 30));
        second.requireWeightsOf(whole);
    }

    @Test
    void teachersReadEachLineOnce() throws IOException {
        LabelTeacher teacher = new LabelTeacher(VOCABULARY.size());
        SoftTargets targets = new SoftTargets(
                List.of(teacher), new Distillation(List.of(new Distillation.Source("labels", "00")), 1, 1));
        TrainingConfig config = TrainingConfigBuilder.builder(CONFIG)
                .freeze(TrainingConfig.Freeze.NONE)
                .labelSmoothing(0)
                .build();
        Run taught = new Run(config, GraphEngine.PLANNED, Optional.of(targets));
        Run own = new Run(config, GraphEngine.PLANNED);

        taught.train(examples(0), () -> false);
        own.train(examples(0), () -> false);

        assertThat(taught.losses).isEqualTo(own.losses);
        assertThat(teacher.read()).hasValue(examples(0).size());
    }

    @Test
    void statesOfExamplesThatComeAgainAfterSomeEpochsAreKept() throws IOException {
        Examples other = withoutNumbers(examples(0)).repeatedAfter(2);
        assertThat(bytes(frozen(30), config(0), other)).isEqualTo(2 * bytes(frozen(30), config(0), examples(0)));
        Run with = new Run(frozen(30), GraphEngine.PLANNED);
        Run without = new Run(frozen(30), GraphEngine.PLANNED);

        with.train(other, () -> false);
        without.train(withoutNumbers(other), () -> false);

        assertThat(with.losses).isEqualTo(without.losses);
        with.requireWeightsOf(without);
    }

    @Test
    void picturesAreReadInTheFirstEpochOnly() throws IOException {
        AtomicInteger read = new AtomicInteger();
        Examples all = examples(0);
        Examples counting = new Examples() {
            @Override
            public int size() {
                return all.size();
            }

            @Override
            public Example example(int epoch, int index) {
                read.incrementAndGet();
                return all.example(epoch, index);
            }

            @Override
            public int[] labels(int epoch, int index) {
                return all.labels(epoch, index);
            }

            @Override
            public OptionalInt number(int epoch, int index) {
                return all.number(epoch, index);
            }
        };

        new Run(CONFIG, GraphEngine.PLANNED).train(counting, () -> false);

        // the last group is filled with other lines, and read again while it is first computed
        assertThat(read.get()).isBetween(all.size(), all.size() + 2 * CONFIG.batchSize());
    }

    @Test
    void theFileIsGoneAfterwards() throws IOException {
        new Run(CONFIG, GraphEngine.PLANNED).train(examples(0), () -> false);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        temporary = temporary.resolve("missing");
        assertThatThrownBy(() -> new Run(CONFIG, GraphEngine.PLANNED).train(examples(0), () -> false))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(temporary.toString());
    }

    @Test
    void theSizeOfTheFileIsKnownBefore() {
        long states = 4L * (2 + 5) * 192;
        assertThat(bytes(CONFIG, config(0), examples(0)))
                .isEqualTo(lines.train().size() * states);
    }

    @Test
    void thereIsNoFileWhereStatesWouldDifferOrServeOnce() {
        assertThat(bytes(SmallTraining.of(30, 5, 2).build(), config(0), examples(0)))
                .as("not frozen")
                .isZero();
        assertThat(bytes(CONFIG, config(0.1), examples(0))).as("dropout").isZero();
        assertThat(bytes(frozen(4), config(0), examples(0))).as("one epoch").isZero();
        LineExamples.Order augmented = new LineExamples.Order(1, 0, LineAugmentation.DEFAULT, 5);
        assertThat(bytes(CONFIG, config(0), LineExamples.shuffled(lines.train(), VOCABULARY, augmented)))
                .as("augmentation")
                .isZero();
    }

    private static long bytes(TrainingConfig training, TrOcrConfig model, Examples examples) {
        return Trainer.temporaryBytes(training, model, examples);
    }

    private static TrainingConfig frozen(long steps) {
        return SmallTraining.of(steps, 5, 2)
                .freeze(TrainingConfig.Freeze.ENCODER)
                .build();
    }

    private static TrOcrConfig config(double encoderDropout) {
        TrOcrConfig config =
                TrOcrConfig.compact().withImageSize(new ImageSize(16, 80)).withVocabulary(VOCABULARY.size(), 6);
        return new TrOcrConfig(
                ViTConfigBuilder.builder(config.encoder())
                        .hiddenDropoutProb(encoderDropout)
                        .build(),
                config.decoder(),
                Optional.empty());
    }

    private static Examples examples(long shortFirst) {
        return LineExamples.shuffled(
                lines.train(),
                VOCABULARY,
                new LineExamples.Order(CONFIG.seed(), shortFirst, LineAugmentation.NONE, CONFIG.batchSize()));
    }

    /** Returns the same examples, but does not say that they are the same in each epoch. */
    private static Examples withoutNumbers(Examples all) {
        return new Examples() {
            @Override
            public int size() {
                return all.size();
            }

            @Override
            public Example example(int epoch, int index) {
                return all.example(epoch, index);
            }
        };
    }

    private final class Run implements TrainingListener {
        private final List<Double> losses = new ArrayList<>();
        private final Trainer trainer;

        Run(TrainingConfig training, GraphEngine engine) {
            this(training, engine, Optional.empty());
        }

        Run(TrainingConfig training, GraphEngine engine, Optional<SoftTargets> targets) {
            ModelDirectory model = ModelDirectory.fresh(config(0), 3);
            trainer = new Trainer(training, model.weights(), model.processor(), engine, 6, targets);
        }

        void train(Examples examples, BooleanSupplier stop) throws IOException {
            trainer.run(examples, NONE, temporary, this, stop);
        }

        void continueFrom(Run other) {
            TrainingState reached = other.trainer.state();
            trainer.state()
                    .tensors()
                    .forEach((name, array) -> array.assign(reached.tensors().get(name)));
            trainer.continueAt(reached.progress());
        }

        void requireWeightsOf(Run other) {
            other.trainer
                    .state()
                    .tensors()
                    .forEach((name, array) -> assertThat(
                                    trainer.state().tensors().get(name).data().asFloat())
                            .as(name)
                            .isEqualTo(array.data().asFloat()));
        }

        @Override
        public void onStep(Step step) {
            losses.add(step.loss());
        }

        @Override
        public void onEvaluation(Evaluation evaluation, boolean best) {
            // nothing is held out
        }

        @Override
        public void onState(TrainingState state) {
            // nothing is kept
        }
    }
}
