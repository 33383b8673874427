package io.github.trocr4j.spark.train;

import static io.github.trocr4j.spark.train.SameValues.assertSameBits;
import static io.github.trocr4j.spark.train.SameValues.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.spark.LocalSpark;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Workers that average gradients at each step are equivalent to one machine with a larger batch. */
class GradientAveragingTest {
    private static final double CLOSE = 1e-5;

    @Test
    void twoWorkersGiveTheBitsOfOneMachineWithTwoPassesAStep() throws IOException {
        SmallRun run = SmallRun.of(20, 4, 2);
        try (SparkSession spark = LocalSpark.inThisProcess(2)) {
            assertSameBits(run.shared(spark, 2, 1), run.here());
        }
    }

    @Test
    void twoWorkersAreCloseToOneMachineWithTwiceTheBatch() throws IOException {
        SmallRun.Left twice = SmallRun.of(20, 8, 1).withoutDropout().here();
        try (SparkSession spark = LocalSpark.inThisProcess(2)) {
            SmallRun.Left shared = SmallRun.of(20, 4, 2).withoutDropout().shared(spark, 2, 1);
            assertThat(largestDifference(shared, twice)).isLessThan(CLOSE);
        }
    }

    @Test
    void fourWorkersAreSummedInTheSameOrderEachTime() throws IOException {
        SmallRun run = SmallRun.of(20, 2, 4);
        try (SparkSession spark = LocalSpark.inThisProcess(4)) {
            SmallRun.Left shared = run.shared(spark, 4, 1);
            assertSameBits(run.shared(spark, 4, 1), shared);
            assertThat(largestDifference(shared, run.here())).isLessThan(CLOSE);
        }
    }

    @Test
    void aWorkerMayHaveSeveralPasses() throws IOException {
        SmallRun run = SmallRun.of(20, 2, 4);
        try (SparkSession spark = LocalSpark.inThisProcess(2)) {
            assertThat(largestDifference(run.shared(spark, 2, 1), run.here()))
                    .isLessThan(CLOSE);
        }
    }
}
