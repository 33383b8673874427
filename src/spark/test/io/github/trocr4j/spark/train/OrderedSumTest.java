package io.github.trocr4j.spark.train;

import io.github.trocr4j.spark.LocalSpark;
import io.github.trocr4j.train.distributed.Workers;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import static org.assertj.core.api.Assertions.assertThat;

class OrderedSumTest {
    /** The sum of these depends on the order of the additions. */
    private static final float[] VALUES = {1e8f, 1, -1e8f, 3, 5e7f, 2, -5e7f, 7, 1};

    @Test
    void neighboursAreAddedFirstAndThenTheirSums() throws IOException {
        // nine workers in three groups
        float expected = ((1e8f + 1 + -1e8f) + (3 + 5e7f + 2)) + (-5e7f + 7 + 1);
        try (SparkSession spark = LocalSpark.inThisProcess(2)) {
            for (int turn = 0; turn < 5; turn++) {
                assertThat(sum(spark, VALUES.length)).containsExactly(expected);
            }
        }
    }

    @Test
    void threeAreAddedFromLeftToRight() throws IOException {
        try (SparkSession spark = LocalSpark.inThisProcess(2)) {
            assertThat(sum(spark, 3)).containsExactly(1e8f + 1 + -1e8f);
        }
    }

    @Test
    void groupsAreNeighboursOfAboutTheSameNumber() {
        assertThat(IntStream.range(0, 10).map(worker -> OrderedSum.group(worker, 10, 3)))
                .containsExactly(0, 0, 0, 0, 1, 1, 1, 2, 2, 2);
    }

    private static float[] sum(SparkSession spark, int workers) {
        List<Integer> numbers = IntStream.range(0, workers).boxed().toList();
        JavaRDD<WorkerPart> parts = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(numbers, workers)
                .map(number -> new WorkerPart(
                        number,
                        new Workers.PartialSum(new double[1], new double[0], new float[] {VALUES[number]}),
                        0,
                        0,
                        0,
                        0));
        return OrderedSum.of(parts, workers).sum().values();
    }
}
