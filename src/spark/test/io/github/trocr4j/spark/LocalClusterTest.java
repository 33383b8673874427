package io.github.trocr4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.LineReader;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class LocalClusterTest {
    @Test
    void aModelLoadsInExecutorsWithTheDeployedJarsOnly() throws Exception {
        try (SparkSession spark = LocalSpark.cluster(2, 1, 1024)) {
            MapPartitionsFunction<Long, String> load = numbers -> {
                try (LineReader reader = LineReader.load()) {
                    return List.of(ProcessHandle.current().pid() + " "
                                    + reader.config().outputs())
                            .iterator();
                }
            };
            List<String> found = spark.range(0, 4, 1, 2)
                    .as(Encoders.LONG())
                    .mapPartitions(load, Encoders.STRING())
                    .collectAsList();

            assertThat(found)
                    .hasSize(2)
                    .noneMatch(line -> line.startsWith(ProcessHandle.current().pid() + " "));
        }
    }
}
