package io.github.trocr4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.DigitReader;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SkeletonTest {
    @Test
    void sparkAndTheReaderLiveInOneProcess() throws Exception {
        try (SparkSession spark = SparkSession.builder()
                        .master("local[1]")
                        .config("spark.ui.enabled", false)
                        .getOrCreate();
                DigitReader reader = DigitReader.load()) {
            assertThat(spark.range(10).count()).isEqualTo(10);
            assertThat(reader.length()).isEqualTo(5);
        }
    }
}
