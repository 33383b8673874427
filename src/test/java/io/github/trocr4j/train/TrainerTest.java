package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.Reading;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class TrainerTest {
    private static final Digits DIGITS = GeneratedDigits.generate(11, 2_000, 1_000);
    private static final List<Strip> VALIDATION =
            SequenceDataset.inOrder(DIGITS.test().first(100));
    private static final List<Strip> TEST = SequenceDataset.inOrder(DIGITS.test());

    /** Records the calls of a listener. */
    private static final class Heard implements TrainingListener {
        final List<Step> steps = new ArrayList<>();
        final List<Evaluation> evaluations = new ArrayList<>();
        final List<Long> bests = new ArrayList<>();
        final List<Long> states = new ArrayList<>();

        @Override
        public void onStep(Step step) {
            steps.add(step);
        }

        @Override
        public void onEvaluation(Evaluation evaluation, boolean best) {
            evaluations.add(evaluation);
            if (best) {
                bests.add(evaluation.step().step());
            }
        }

        @Override
        public void onState(TrainingState state) {
            states.add(state.progress().step());
        }
    }

    @ParameterizedTest
    @EnumSource
    void trainingLowersTheLoss(Decoding decoding) throws IOException {
        Heard heard = run(SmallModels.digits().withDecoding(decoding), config(60, 16, 1));
        assertThat(heard.steps).hasSize(60);
        double start = heard.steps.stream()
                .limit(10)
                .mapToDouble(TrainingListener.Step::loss)
                .average()
                .orElseThrow();
        double end = heard.steps.stream()
                .skip(50)
                .mapToDouble(TrainingListener.Step::loss)
                .average()
                .orElseThrow();
        assertThat(end).isLessThan(start - 0.05);
    }

    @Test
    void theSameSeedGivesTheSameBits() throws IOException {
        ModelDirectory first = SmallModels.digits();
        ModelDirectory second = SmallModels.digits();
        run(first, config(8, 16, 1));
        run(second, config(8, 16, 1));
        assertSameBits(first.weights(), second.weights());
    }

    @Test
    void twoMicroBatchesOfHalfTheStripsGiveTheSameStep() throws IOException {
        ModelDirectory whole = SmallModels.digits();
        ModelDirectory halves = SmallModels.digits();
        double norm = run(whole, config(1, 16, 1)).steps.get(0).gradientNorm();
        double accumulated = run(halves, config(1, 8, 2)).steps.get(0).gradientNorm();
        assertThat(accumulated).isCloseTo(norm, org.assertj.core.api.Assertions.withinPercentage(1e-3));
    }

    @Test
    void eachEpochAndTheEndAreEvaluated() throws IOException {
        Heard heard = run(SmallModels.digits(), config(60, 16, 1)); // 400 strips per epoch: ends at 25 and 50
        assertThat(heard.evaluations)
                .extracting(evaluation -> evaluation.step().step())
                .containsExactly(25L, 50L, 60L);
        assertThat(heard.evaluations.get(0).score().pictures()).isEqualTo(VALIDATION.size());
        assertThat(heard.bests).first().isEqualTo(25L);
        assertThat(heard.states).containsExactly(20L, 25L, 40L, 50L, 60L);
    }

    @Test
    void withoutHeldOutStripsNothingIsEvaluated() throws IOException {
        Heard heard = new Heard();
        Trainer.End end =
                trainer(SmallModels.digits(), config(30, 16, 1)).run(DIGITS.train(), List.of(), heard, () -> false);
        assertThat(end).isEqualTo(Trainer.End.FINISHED);
        assertThat(heard.evaluations).isEmpty();
        assertThat(heard.states).containsExactly(20L, 25L, 30L);
    }

    @Test
    void aStoppedRunSavesTheStateAfterItsLastStep() throws IOException {
        Heard heard = new Heard();
        ModelDirectory model = SmallModels.digits();
        Trainer.End end = trainer(model, config(1_000, 16, 1))
                .run(DIGITS.train(), VALIDATION, heard, () -> heard.steps.size() == 3);
        assertThat(end).isEqualTo(Trainer.End.STOPPED);
        assertThat(heard.steps).hasSize(3);
        assertThat(heard.states).containsExactly(3L);
    }

    @Test
    void aRunWithoutABetterModelEndsWhenPatienceDoes() throws IOException {
        Heard heard = new Heard();
        // a very small learning rate: the model of the first epoch stays the best
        TrainingConfig still =
                SmallTraining.of(1_000, 16, 1).learningRate(1e-12).patience(2).build();
        Trainer trainer = trainer(SmallModels.digits(), still);
        // the later of equal models is the best, so accuracy must decrease: strips that one model reads better by
        // chance
        trainer.continueAt(new TrainingState.Progress(0, 0, 1.0, 0, 0));
        Trainer.End end = trainer.run(DIGITS.train(), VALIDATION, heard, () -> false);
        assertThat(end).isEqualTo(Trainer.End.NO_PATIENCE);
        assertThat(heard.evaluations).hasSize(2);
        assertThat(heard.bests).isEmpty();
    }

    @Test
    void aFrozenEncoderStaysAsItIs() throws IOException {
        ModelDirectory model = SmallModels.digits();
        Weights before = model.weights().castTo(model.weights().dataType());
        run(
                model,
                SmallTraining.of(5, 16, 1).freeze(TrainingConfig.Freeze.ENCODER).build());
        for (String key : ParameterShapes.of(model.config()).keySet()) {
            if (key.startsWith("encoder.")) {
                assertThat(model.weights().values(key)).as(key).isEqualTo(before.values(key));
            }
        }
        assertThat(model.weights().values("decoder.output_projection.weight"))
                .isNotEqualTo(before.values("decoder.output_projection.weight"));
    }

    @Test
    void theAverageFollowsTheWeights() throws IOException {
        ModelDirectory model = SmallModels.digits();
        Trainer trainer =
                trainer(model, SmallTraining.of(1, 16, 1).emaDecay(0.5).build());
        Weights before = model.weights().castTo(model.weights().dataType());
        trainer.run(DIGITS.train(), List.of(), new Heard(), () -> false);
        String key = "decoder.output_projection.weight";
        float[] average = trainer.trainedWeights().values(key);
        double keep = 2.0 / 11; // (1 + step) / (10 + step), still less than the decay
        for (int i = 0; i < average.length; i++) {
            double expected =
                    keep * before.values(key)[i] + (1 - keep) * model.weights().values(key)[i];
            assertThat((double) average[i]).isCloseTo(expected, within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTrainedModelReadsTheSameAfterSavingAndLoading(Decoding decoding, @TempDir Path directory) throws IOException {
        ModelDirectory model = SmallModels.digits().withDecoding(decoding);
        run(model, config(40, 16, 1));
        model.save(directory);
        List<Validation.Read> before = trainer(model, config(1, 1, 1)).read(Examples.of(TEST));
        try (LineReader reader = LineReader.load(directory)) {
            List<Reading> after = reader.readRows(TEST.stream()
                    .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                    .toList());
            assertThat(after).hasSize(200);
            for (int i = 0; i < after.size(); i++) {
                StringBuilder digits = new StringBuilder();
                for (int digit : before.get(i).ids()) {
                    digits.append(digit);
                }
                assertThat(after.get(i).text()).isEqualTo(digits.toString());
            }
        }
    }

    @Test
    void aNanLossEndsTheRunAndKeepsTheWeights() {
        ModelDirectory model = SmallModels.digits();
        model.weights().arrays().get("encoder.layernorm.bias").putScalar(0, Float.NaN);
        float[] before = model.weights().values("decoder.output_projection.weight");
        assertThatThrownBy(() -> run(model, config(5, 4, 1)))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("step 1: loss NaN")
                .hasMessageContaining("learning rate");
        assertThat(model.weights().values("decoder.output_projection.weight")).isEqualTo(before);
    }

    @Test
    void aModelWithoutDigitHeadIsRefused() {
        ModelDirectory text = SmallModels.model(SmallModels.config(Optional.empty()));
        assertThatThrownBy(() -> trainer(text, config(1, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("digit_head");
    }

    private static void assertSameBits(Weights a, Weights b) {
        for (String key : ParameterShapes.of(a.config()).keySet()) {
            assertThat(a.values(key)).as(key).isEqualTo(b.values(key));
        }
    }

    private static Heard run(ModelDirectory model, TrainingConfig config) throws IOException {
        Heard heard = new Heard();
        trainer(model, config).run(DIGITS.train(), VALIDATION, heard, () -> false);
        return heard;
    }

    private static Trainer trainer(ModelDirectory model, TrainingConfig config) {
        return new Trainer(config, model.weights(), model.processor(), GraphEngine.PLANNED);
    }

    private static TrainingConfig config(long steps, int batch, int accumulation) {
        return SmallTraining.of(steps, batch, accumulation).build();
    }
}
