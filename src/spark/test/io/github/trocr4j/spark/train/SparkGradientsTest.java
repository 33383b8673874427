package io.github.trocr4j.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.spark.SparkCluster;
import io.github.trocr4j.train.GradientSource;
import io.github.trocr4j.train.LocalGradients;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.PresetJson;
import io.github.trocr4j.train.RunIdentity;
import io.github.trocr4j.train.StepGradients;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two workers that share a step are one machine with twice the strips. */
class SparkGradientsTest {
    private static final Digits DIGITS = GeneratedDigits.generate(11, 800, 50); // 160 strips: 20 steps of 8 an epoch
    private static final int STEPS = 20;
    private static final double CLOSE = 1e-5;

    /** Losses and weights behind the last step. */
    private record Ran(List<Double> losses, Map<String, float[]> weights) {}

    /** Where gradients come from, made for a model. */
    @FunctionalInterface
    private interface Sources {
        GradientSource of(RunIdentity identity, ModelDirectory model) throws IOException;
    }

    @BeforeAll
    static void oneThread() {
        NativeStart.begin(OptionalInt.of(1));
    }

    @Test
    void twoWorkersGiveTheBitsOfOneMachineWithTwoPasses() throws IOException {
        try (SparkSession spark = SparkCluster.start("local[2]")) {
            Ran together = run(recipe(4, 2, 0.1), on(spark, 2), step -> {});
            Ran alone = run(recipe(4, 2, 0.1), SparkGradientsTest::here, step -> {});
            assertThat(together.losses).isEqualTo(alone.losses);
            assertSameBits(together, alone);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4"})
    void anyNumberOfWorkersIsCloseToTheBigBatch(int workers) throws IOException {
        try (SparkSession spark = SparkCluster.start("local[4]")) {
            Ran together = run(recipe(2, 4, 0), on(spark, workers), step -> {});
            Ran alone = run(recipe(8, 1, 0), SparkGradientsTest::here, step -> {});
            for (int step = 0; step < STEPS; step++) {
                assertThat(together.losses.get(step)).isCloseTo(alone.losses.get(step), within());
            }
            alone.weights.forEach((key, values) -> {
                if (!key.endsWith("key.bias") && !key.endsWith("k_proj.bias")) { // whose gradients are noise around 0
                    assertThat(together.weights.get(key))
                            .as(key)
                            .usingComparatorWithPrecision((float) CLOSE)
                            .containsExactly(values);
                }
            });
        }
    }

    @Test
    void aWorkerThatIsKilledAtStepTenChangesNothing() throws IOException {
        Ran alone = run(recipe(4, 2, 0.1), SparkGradientsTest::here, step -> {});
        try (SparkSession spark = SparkCluster.start("local-cluster[2,1,1024]")) {
            Ran together = run(recipe(4, 2, 0.1), on(spark, 2), step -> {
                if (step == 10) {
                    SparkCluster.kill(SparkCluster.executors(spark, 2).get(0));
                }
            });
            assertThat(together.losses).isEqualTo(alone.losses);
            assertSameBits(together, alone);
        }
    }

    @Test
    void workersThatDoNotDivideThePassesAreRefused() throws IOException {
        try (SparkSession spark = SparkCluster.start("local[2]")) {
            assertThatThrownBy(() -> run(recipe(4, 2, 0), on(spark, 3), step -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessage("workers: expected a divisor of the 2 passes of a step (accumulation in the recipe),"
                            + " found 3.");
        }
    }

    private static Offset<Double> within() {
        return Offset.offset(CLOSE);
    }

    private static Sources on(SparkSession spark, int workers) {
        return (identity, model) -> new SparkGradients(
                new JavaSparkContext(spark.sparkContext()), identity, model, DIGITS.train(), workers);
    }

    private static GradientSource here(RunIdentity identity, ModelDirectory model) {
        return new LocalGradients(
                identity.recipe().training(), model.weights(), model.processor(), identity.kernels(), DIGITS.train());
    }

    private static Ran run(Preset recipe, Sources sources, LongConsumer before) throws IOException {
        ModelDirectory model =
                ModelDirectory.fresh(recipe.model(), recipe.training().seed());
        RunIdentity identity = new RunIdentity(recipe, DIGITS.train().sha256(), 1, Kernels.PLANNED);
        Trainer trainer = new Trainer(recipe.training(), model.weights(), model.processor(), Kernels.PLANNED);
        List<Double> losses = new ArrayList<>();
        try (GradientSource source = sources.of(identity, model)) {
            trainer.run(before(source, before), List.of(), losses(losses), () -> false);
        }
        Map<String, float[]> weights = new LinkedHashMap<>();
        model.weights().arrays().keySet().forEach(key -> weights.put(key, model.weights().values(key)));
        return new Ran(losses, weights);
    }

    private static GradientSource before(GradientSource source, LongConsumer before) {
        return new GradientSource() {
            @Override
            public StepGradients at(long step) throws IOException {
                before.accept(step);
                return source.at(step);
            }

            @Override
            public int stripsPerEpoch() {
                return source.stripsPerEpoch();
            }

            @Override
            public void close() {}
        };
    }

    private static TrainingListener losses(List<Double> losses) {
        return new TrainingListener() {
            @Override
            public void onStep(Step step) {
                losses.add(step.loss());
            }

            @Override
            public void onEvaluation(Evaluation evaluation, boolean best) {}

            @Override
            public void onState(TrainingState state) {}
        };
    }

    private static void assertSameBits(Ran one, Ran other) {
        other.weights.forEach(
                (key, values) -> assertThat(one.weights.get(key)).as(key).isEqualTo(values));
    }

    /** A small model, as a recipe. */
    private static Preset recipe(int batchSize, int accumulation, double dropout) throws IOException {
        return TrainingRecipes.small(STEPS, batchSize, accumulation, dropout);
    }
}
