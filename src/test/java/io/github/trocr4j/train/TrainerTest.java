package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.Reading;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.InferenceGraphs;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
    private static final Digits DIGITS = GeneratedDigits.generate(11, 2_000, 1_000);
    private static final List<Strip> TEST = SequenceDataset.inOrder(DIGITS.test());

    /** What a listener was told. */
    private static final class Heard implements TrainingListener {
        final List<Step> steps = new ArrayList<>();
        final List<Evaluation> evaluations = new ArrayList<>();

        @Override
        public void onStep(Step step) {
            steps.add(step);
        }

        @Override
        public void onEvaluation(Evaluation evaluation) {
            evaluations.add(evaluation);
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
    void twoPassesOfHalfTheStripsGiveTheSameStep() throws IOException {
        ModelDirectory whole = SmallModels.digits();
        ModelDirectory halves = SmallModels.digits();
        double norm = run(whole, config(1, 16, 1)).steps.get(0).gradientNorm();
        double accumulated = run(halves, config(1, 8, 2)).steps.get(0).gradientNorm();
        assertThat(accumulated).isCloseTo(norm, org.assertj.core.api.Assertions.withinPercentage(1e-3));
    }

    @Test
    void eachEpochAndTheEndAreEvaluated() throws IOException {
        Heard heard = run(SmallModels.digits(), config(60, 16, 1)); // 400 strips an epoch: ends at 25 and 50
        assertThat(heard.evaluations)
                .extracting(evaluation -> evaluation.step().step())
                .containsExactly(25L, 50L, 60L, 60L);
        assertThat(heard.evaluations)
                .extracting(TrainingListener.Evaluation::last)
                .endsWith(false, true);
        assertThat(heard.evaluations.get(0).readings()).hasSize(20);
        assertThat(heard.evaluations.get(3).readings()).hasSize(TEST.size());
    }

    @Test
    void aRunThatIsStoppedEndsBehindTheStepAndIsEvaluated() throws IOException {
        Heard heard = new Heard();
        ModelDirectory model = SmallModels.digits();
        trainer(model, config(1_000, 16, 1)).run(DIGITS.train(), TEST, heard, () -> heard.steps.size() == 3);
        assertThat(heard.steps).hasSize(3);
        assertThat(heard.evaluations)
                .extracting(TrainingListener.Evaluation::last)
                .containsExactly(false, true);
    }

    @ParameterizedTest
    @EnumSource
    void aTrainedModelReadsTheSameAfterSavingAndLoading(Decoding decoding, @TempDir Path directory) throws IOException {
        ModelDirectory model = SmallModels.digits().withDecoding(decoding);
        run(model, config(40, 16, 1));
        model.save(directory);
        StripBatches batches = new StripBatches(model.processor(), model.config());
        InferenceGraphs graphs = InferenceGraphs.live(model.weights(), Kernels.PLANNED);
        List<ReadStrip> before = new StripReader(graphs, batches, model.config()).read(TEST);
        try (DigitReader reader = DigitReader.load(directory)) {
            List<Reading> after = reader.readPictures(TEST.stream()
                    .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                    .toList());
            assertThat(after).hasSize(200);
            for (int i = 0; i < after.size(); i++) {
                StringBuilder digits = new StringBuilder();
                for (int digit : before.get(i).read()) {
                    digits.append(digit);
                }
                assertThat(after.get(i).digits()).isEqualTo(digits.toString());
            }
        }
    }

    @Test
    void aRunWhoseLossIsNoNumberEndsAndLeavesTheWeights() {
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
        trainer(model, config).run(DIGITS.train(), TEST, heard, () -> false);
        return heard;
    }

    private static Trainer trainer(ModelDirectory model, TrainingConfig config) {
        return new Trainer(config, model.weights(), model.processor(), Kernels.PLANNED);
    }

    private static TrainingConfig config(long steps, int batch, int accumulation) {
        AdamW.Settings adam = new AdamW.Settings(0.9, 0.98, 1e-8, 0.05);
        return new TrainingConfig(steps, batch, accumulation, 3e-3, 5, adam, 1.0, 0.05, Augmentation.AFFINE, 20, 4);
    }
}
