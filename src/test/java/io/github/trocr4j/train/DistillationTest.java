package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.NativeFloats;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.Decoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings with the probabilities of teachers as targets. */
@Tag("slow")
class DistillationTest {
    private static final Digits DIGITS = GeneratedDigits.generate(11, 800, 50);
    private static final int CLASSES = 10;

    private static final Teacher LABELS = new LabelTeacher(CLASSES);

    private interface Constant extends Teacher {
        @Override
        default void close() {}
    }

    @Test
    void aTeacherThatKnowsTheLabelsChangesNoBit() throws IOException {
        assertSame(trained(6, List.of(LABELS), 0.7, 1), trained(6, List.of(), 1, 1));
        assertSame(trained(6, List.of(LABELS, LABELS, LABELS), 1, 3), trained(6, List.of(), 1, 1));
    }

    @ParameterizedTest
    @EnumSource
    void aStudentLearnsWhatItsTeacherReads(Decoding decoding) {
        ModelDirectory teacher = SmallModels.digits().withDecoding(decoding);
        ModelDirectory student = SmallModels.model(SmallModels.digits().config());
        Examples examples = Examples.of(new SequenceDataset(
                DIGITS.train(), SmallTraining.of(1, 1, 1).build().augmentation(), 4));
        try (SoftTargets targets = targets(teacher)) {
            List<Double> losses = new ArrayList<>();
            TrainingConfig config =
                    SmallTraining.of(150, 16, 1).labelSmoothing(0).build();
            try (Trainer trainer = trainer(config, fresh(student), Optional.of(targets))) {
                trainer.run(examples, Validation.of(List.of()), new Steps(losses), () -> false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            double begin = mean(losses.subList(0, 10));
            double end = mean(losses.subList(140, 150));
            assertThat(end).isLessThan(begin - 0.2);
        }
    }

    @Test
    void aTeacherReadsEachStripThatComesAgainOnce() throws IOException {
        LabelTeacher teacher = new LabelTeacher(CLASSES);
        TrainingConfig config =
                SmallTraining.of(20, 8, 1).labelSmoothing(0).augmentedEpochs(2).build();
        DigitSet few = DIGITS.train().first(150); // 30 strips, so 60 that come again

        Map<String, float[]> taught = trained(config, few, softTargets(List.of(teacher), 0.7, 1));

        assertSame(taught, trained(config, few, Optional.empty()));
        assertThat(teacher.read()).hasValue(60);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aTrainingWithATeacherResumesToTheBit(int augmentedEpochs) throws IOException {
        ModelDirectory teacher = SmallModels.digits();
        DigitSet few = DIGITS.train().first(augmentedEpochs == 0 ? 800 : 70); // 14 strips an epoch, 8 a step
        TrainingConfig config = SmallTraining.of(9, 4, 2)
                .emaDecay(0.9)
                .labelSmoothing(0)
                .augmentedEpochs(augmentedEpochs)
                .build();
        Map<String, float[]> whole;
        try (SoftTargets targets = targets(teacher);
                Trainer trainer = trainer(config, SmallModels.digits(), Optional.of(targets))) {
            trainer.run(few, List.of(), new Steps(new ArrayList<>()), () -> false);
            whole = state(trainer);
        }
        for (int stop : new int[] {1, 4, 8}) {
            Map<String, float[]> reached = new LinkedHashMap<>();
            TrainingState.Progress progress;
            try (SoftTargets targets = targets(SmallModels.digits());
                    Trainer trainer = trainer(config, SmallModels.digits(), Optional.of(targets))) {
                List<Double> losses = new ArrayList<>();
                trainer.run(few, List.of(), new Steps(losses), () -> losses.size() == stop);
                reached.putAll(state(trainer));
                progress = trainer.state().progress();
            }
            try (SoftTargets targets = targets(SmallModels.digits());
                    Trainer trainer = trainer(config, SmallModels.digits(), Optional.of(targets))) {
                trainer.state().tensors().forEach((name, array) -> NativeFloats.write(array, reached.get(name)));
                trainer.continueAt(progress);
                trainer.run(few, List.of(), new Steps(new ArrayList<>()), () -> false);
                assertSame(state(trainer), whole);
            }
        }
    }

    @Test
    void probabilitiesAreAveraged() throws IOException {
        Teacher first = SoftTargetsOf.row(0.8f, 0.2f);
        Teacher second = SoftTargetsOf.row(0.4f, 0.6f);
        float[] both = SoftTargetsOf.targets(1, 1, first, second);
        assertThat(both).containsExactly(new float[] {0.6f, 0.4f}, within(1e-6f));
        assertThat(SoftTargetsOf.targets(0.5, 1, first)).containsExactly(new float[] {0.4f, 0.6f}, within(1e-6f));
    }

    @Test
    void theTemperatureDividesTheLogits() {
        double[] logits = {1.5, -0.3, 0.2};
        float[] softened = probabilities(logits, 1);
        SoftTargets.soften(softened, 3, 2.5);
        assertThat(softened).containsExactly(probabilities(logits, 2.5), within(1e-6f));
    }

    @Test
    void stripsAreCutIntoTheirDigits() {
        Strip strip = SequenceDataset.inOrder(DIGITS.test()).get(3);
        Examples.Example example = Examples.Example.of(strip);
        List<byte[]> seen = new ArrayList<>();
        StripTeacher teacher = new StripTeacher(
                (digits, count) -> {
                    seen.add(digits);
                    return new float[count * CLASSES];
                },
                () -> {});
        assertThat(teacher.probabilities(List.of(example.picture(), example.picture()), new int[2][5]))
                .hasSize(100);
        for (int i = 0; i < 10; i++) {
            assertThat(Arrays.copyOfRange(seen.get(0), i * 784, (i + 1) * 784))
                    .isEqualTo(DIGITS.test().image(15 + i % 5));
        }
        Picture other = Picture.gray(new byte[784], 28, 28);
        assertThatThrownBy(() -> teacher.probabilities(List.of(other), new int[1][5]))
                .hasMessage("A teacher of single digits expects strips of 140x28 pixels, found 28x28.");
    }

    @Test
    void stepsOfWorkersAreRefused() {
        ModelDirectory model = SmallModels.digits();
        try (SoftTargets targets = targets(model);
                Trainer trainer =
                        trainer(SmallTraining.of(1, 1, 1).build(), SmallModels.digits(), Optional.of(targets))) {
            TrainingStep step = number -> List.of();
            assertThatThrownBy(() ->
                            trainer.run(step, 1, Validation.of(List.of()), new Steps(new ArrayList<>()), () -> false))
                    .hasMessage(
                            "A training with teachers computes its steps in one process: workers have no teachers.");
        }
    }

    /** The targets of one label, the second of two classes. */
    private static final class SoftTargetsOf {
        static Teacher row(float... probabilities) {
            return (Constant) (pictures, labels) -> probabilities.clone();
        }

        static float[] targets(double share, double temperature, Teacher... teachers) {
            TrainingBatch batch = new TrainingBatch(null, new int[][] {{0}}, new int[][] {{1}});
            return new SoftTargets(List.of(teachers), distillation(teachers.length, share, temperature))
                    .addTo(batch, List.of())
                    .targets()
                    .orElseThrow();
        }
    }

    private static float[] probabilities(double[] logits, double temperature) {
        double sum =
                Arrays.stream(logits).map(each -> Math.exp(each / temperature)).sum();
        float[] row = new float[logits.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (Math.exp(logits[i] / temperature) / sum);
        }
        return row;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(each -> each).average().orElseThrow();
    }

    private static ModelDirectory fresh(ModelDirectory like) {
        return ModelDirectory.fresh(like.config(), 3);
    }

    private static SoftTargets targets(ModelDirectory teacher) {
        Teacher model = new ModelTeacher(teacher.weights(), teacher.processor(), GraphEngine.PLANNED, 5);
        return new SoftTargets(List.of(model), distillation(1, 0.7, 1));
    }

    private static Distillation distillation(int teachers, double share, double temperature) {
        return new Distillation(
                Collections.nCopies(teachers, new Distillation.Source("teacher", "00")), share, temperature);
    }

    private static Map<String, float[]> trained(long steps, List<Teacher> teachers, double share, double temperature)
            throws IOException {
        TrainingConfig config = SmallTraining.of(steps, 8, 1).labelSmoothing(0).build();
        return trained(config, DIGITS.train(), softTargets(teachers, share, temperature));
    }

    private static Optional<SoftTargets> softTargets(List<Teacher> teachers, double share, double temperature) {
        return teachers.isEmpty()
                ? Optional.empty()
                : Optional.of(new SoftTargets(teachers, distillation(teachers.size(), share, temperature)));
    }

    private static Map<String, float[]> trained(TrainingConfig config, DigitSet digits, Optional<SoftTargets> targets)
            throws IOException {
        try (Trainer trainer = trainer(config, SmallModels.digits(), targets)) {
            trainer.run(digits, List.of(), new Steps(new ArrayList<>()), () -> false);
            return state(trainer);
        }
    }

    private static Trainer trainer(TrainingConfig config, ModelDirectory model, Optional<SoftTargets> targets) {
        Weights weights = model.weights();
        return new Trainer(config, weights, model.processor(), GraphEngine.PLANNED, 5, targets);
    }

    private static Map<String, float[]> state(Trainer trainer) {
        Map<String, float[]> state = new LinkedHashMap<>();
        trainer.state().tensors().forEach((name, array) -> state.put(name, NativeFloats.values(array)));
        return state;
    }

    private static void assertSame(Map<String, float[]> found, Map<String, float[]> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(found.get(name)).as(name).isEqualTo(values));
    }

    private record Steps(List<Double> losses) implements TrainingListener {
        @Override
        public void onStep(Step step) {
            losses.add(step.loss());
        }

        @Override
        public void onEvaluation(Evaluation evaluation, boolean best) {}

        @Override
        public void onState(TrainingState state) {}
    }
}
