package io.github.trocr4j.spark.train;

import static io.github.trocr4j.spark.train.SameValues.assertSameBits;
import static io.github.trocr4j.spark.train.SameValues.assertSameEnd;
import static io.github.trocr4j.spark.train.SameValues.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.spark.LocalSpark;
import io.github.trocr4j.train.CheckpointFolder;
import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.Validation;
import io.github.trocr4j.train.TrainingCheckpoint;
import io.github.trocr4j.train.TrainingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of 20 steps whose workers are killed, or that stops at step 10 and is resumed. */
class LostWorkerTest {
    private static final SmallRun RUN = SmallRun.of(20, 4, 2);
    private static final long WHEN = 10;
    private static final double CLOSE = 1e-5;

    @TempDir
    Path directory;

    @Test
    void aKilledWorkerChangesNoBit() throws IOException {
        Set<Long> before = new TreeSet<>();
        Set<Long> after = new TreeSet<>();
        SmallRun.Left left;
        SmallRun.Left undisturbed;
        try (SparkSession spark = LocalSpark.cluster(2, 1, 1024)) {
            undisturbed = RUN.shared(spark, 2, 1);
            SmallRun.Heard heard = SmallRun.listener(new ArrayList<>(), done -> {
                if (done == WHEN) {
                    before.addAll(executors(spark));
                    kill(before.iterator().next());
                }
            });
            left = RUN.shared(spark, 2, 1, RUN.trainer(), heard);
            after.addAll(executors(spark));
        }
        assertSameBits(left, undisturbed);
        // not bit-identical: Spark gives executors one thread for a task, and this process may have more
        assertThat(largestDifference(left, RUN.here())).isLessThan(CLOSE);
        assertThat(before).hasSize(2);
        assertThat(after).hasSize(2).isNotEqualTo(before);
    }

    @Test
    void aResumedRunEndsWithTheSameBits() throws IOException {
        CheckpointFolder checkpoints = new CheckpointFolder(directory);
        try (SparkSession spark = LocalSpark.inThisProcess(2)) {
            Trainer first = RUN.trainer();
            List<Double> losses = new ArrayList<>();
            SmallRun.Heard heard = new SmallRun.Heard(losses, new ArrayList<>(), SmallRun.Between.NOTHING);
            try (SparkWorkers workers = RUN.workers(spark, 2, 1);
                    TrainingStep step = workers.step(first.model())) {
                first.run(step, strips(), Validation.of(List.of()), heard, () -> losses.size() == WHEN);
            }
            checkpoints.write(first.state(), RUN.identity());
            SmallRun.Left never = RUN.here();
            assertSameEnd(RUN.shared(spark, 2, 1, resumed(checkpoints), quiet()), never);
            assertSameEnd(RUN.here(resumed(checkpoints), quiet()), never);
        }
    }

    @Test
    void whenSparkFailsTheRunKeepsItsProgress() throws IOException {
        CheckpointFolder checkpoints = new CheckpointFolder(directory);
        Trainer first = RUN.trainer();
        try (SparkSession spark = LocalSpark.inThisProcess(2);
                SparkWorkers workers = RUN.workers(spark, 2, 1);
                TrainingStep step = workers.step(first.model())) {
            SmallRun.Heard heard = SmallRun.listener(new ArrayList<>(), done -> {
                if (done == WHEN + 3) {
                    spark.stop();
                }
            });
            assertThatThrownBy(() -> first.run(step, strips(), Validation.of(List.of()), heard, () -> false))
                    .isInstanceOf(StepLostException.class)
                    .hasMessageStartingWith("Spark gave up step 14: ")
                    .hasMessageNotContaining("\n");
            assertThat(heard.states()).last().satisfies(state -> assertThat(
                            state.progress().step())
                    .isEqualTo(WHEN + 3));
        }
        checkpoints.write(first.state(), RUN.identity());
        assertSameEnd(RUN.here(resumed(checkpoints), quiet()), RUN.here());
    }

    private static Trainer resumed(CheckpointFolder checkpoints) throws IOException {
        TrainingCheckpoint checkpoint = checkpoints.newest().checkpoint().orElseThrow();
        Trainer trainer = RUN.trainer();
        checkpoint.restore(trainer);
        return trainer;
    }

    private static SmallRun.Heard quiet() {
        return SmallRun.listener(new ArrayList<>(), SmallRun.Between.NOTHING);
    }

    private static int strips() {
        return SmallRun.DIGITS.train().size() / Strip.LENGTH;
    }

    /** Returns the processes that two concurrent tasks run in. */
    private static Set<Long> executors(SparkSession spark) {
        List<Integer> tasks = IntStream.range(0, 2).boxed().toList();
        return new TreeSet<>(JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(tasks, 2)
                .rdd()
                .barrier()
                .mapPartitions(new ProcessIds(), false, scala.reflect.ClassTag$.MODULE$.<Long>apply(Long.class))
                .toJavaRDD()
                .collect());
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }
}
