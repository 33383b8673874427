package io.github.trocr4j.spark.train;

import static io.github.trocr4j.spark.train.SameValues.assertSameBits;
import static io.github.trocr4j.spark.train.SameValues.assertSameEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.spark.LocalSpark;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.Validation;
import io.github.trocr4j.train.TrainingStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Workers that take steps on their own, and whose weights and moments are averaged after some of them (local SGD). */
class StateAveragingTest {
    private static final int EVERY = 5;

    @Test
    void aSingleWorkerTakesTheStepsOfOneMachine() throws IOException {
        SmallRun run = SmallRun.of(23, 4, 1); // the last round is shorter
        try (SparkSession spark = LocalSpark.inThisProcess(1)) {
            SmallRun.Left shared = run.shared(spark, 1, EVERY);
            SmallRun.Left here = run.here();
            // the moving average is updated only at the end of a round, so it differs
            here.tensors().keySet().removeIf(name -> name.startsWith("average."));
            shared.tensors().keySet().removeIf(name -> name.startsWith("average."));
            assertSameBits(shared, here);
        }
    }

    @Test
    void twoWorkersLearnReproducibly() throws IOException {
        SmallRun run = SmallRun.of(60, 8, 2);
        try (SparkSession spark = LocalSpark.inThisProcess(2)) {
            SmallRun.Left first = run.shared(spark, 2, EVERY);
            assertThat(first.losses()).hasSize(60);
            assertThat(mean(first.losses().subList(50, 60)))
                    .isLessThan(mean(first.losses().subList(0, 10)) - 0.05);
            assertSameBits(run.shared(spark, 2, EVERY), first);
        }
    }

    @Test
    void aRunStoppedBetweenRoundsResumesWithTheSameBits() throws IOException {
        SmallRun run = SmallRun.of(20, 4, 2);
        try (SparkSession spark = LocalSpark.inThisProcess(2);
                SparkWorkers workers = run.workers(spark, 2, EVERY)) {
            Trainer trainer = run.trainer();
            TrainingStep step = workers.step(trainer.model());
            for (int stop = EVERY; stop <= 20; stop += EVERY) {
                int when = stop;
                SmallRun.Heard heard = SmallRun.listener(new ArrayList<>(), SmallRun.Between.NOTHING);
                trainer.run(
                        step,
                        SmallRun.DIGITS.train().size() / Strip.LENGTH,
                        Validation.of(List.of()),
                        heard,
                        () -> trainer.state().progress().step() == when);
                assertThat(trainer.state().progress().step()).isEqualTo(when);
            }
            SmallRun.Left left = SmallRun.left(trainer, SmallRun.listener(List.of(), SmallRun.Between.NOTHING));
            assertSameEnd(left, run.shared(spark, 2, EVERY));
        }
    }

    /**
     * Averaging states after one step is not equivalent to averaging gradients: the first moments are equal, because a
     * mean is linear, but a mean of squares is larger than the square of the mean. Therefore an average every 1 step
     * averages gradients.
     */
    @Test
    void averagingStatesEachStepDiffersFromAveragingGradients() throws IOException {
        SmallRun run = SmallRun.of(1, 4, 2).withoutClipping();
        try (SparkSession spark = LocalSpark.inThisProcess(2)) {
            SmallRun.Left together = run.shared(spark, 2, 1);
            SmallRun.Left alone = run.shared(spark, 2, EVERY); // the run ends after its first step
            together.tensors().forEach((name, values) -> {
                float[] other = alone.tensors().get(name);
                for (int i = 0; i < values.length; i++) {
                    if (name.startsWith("adam_m.")) {
                        assertThat(other[i]).as(name).isCloseTo(values[i], within(1e-6f));
                    } else if (name.startsWith("adam_v.")) {
                        assertThat(other[i]).as(name).isGreaterThanOrEqualTo(values[i] * (1 - 1e-5f));
                    }
                }
            });
            assertThat(alone.tensors().get("weights.decoder.output_projection.weight"))
                    .isNotEqualTo(together.tensors().get("weights.decoder.output_projection.weight"));
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
