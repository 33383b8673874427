package io.github.trocr4j.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.cli.Predicted;
import io.github.trocr4j.cli.SparkRan;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.Mnist;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One in a hundred files is damaged, and an executor is killed when a third of the files has been read.
 * {@code -Dtrocr4j.strips=50000} sets the full size; {@code -Dtrocr4j.mnist=DIR} uses MNIST's digits instead of
 * generated ones.
 */
class LostExecutorTest {
    private static final int STRIPS = Integer.getInteger("trocr4j.strips", 600);
    private static final int EVERY = 100;
    private static final Path FIVE_DIGITS = Path.of("weights", "compact");

    @TempDir
    private Path folder;

    @Test
    void aLostExecutorChangesNoReading() throws Exception {
        Path input = folder.resolve("in");
        assertThat(input.toFile().mkdir()).isTrue();
        List<Path> files = StripFiles.write(input, digits(), STRIPS, EVERY);
        Path output = folder.resolve("out");
        SparkRan ran;
        Map<String, String> read = new HashMap<>();
        try (SparkSession spark = LocalSpark.cluster(2, 1, 1024)) {
            ExecutorKiller killer = new ExecutorKiller(executors(spark).get(0), STRIPS / 3);
            spark.sparkContext().addSparkListener(killer);

            ran = SparkRan.read("--input", input, "--output", output, "--model", FIVE_DIGITS);

            say(ran.out());
            assertThat(ran.exitCode()).as(ran.err()).isZero();
            assertThat(killer.executorsLost()).as("executors lost").isPositive();
            List<Row> rows = spark.read()
                    .parquet(output.toString())
                    .selectExpr("path", Predicted.column())
                    .collectAsList();
            assertThat(rows).hasSize(STRIPS);
            rows.forEach(row -> read.put(row.getString(0).replaceFirst("^file:", ""), row.getString(1)));
        }
        Map<String, String> expected = new HashMap<>();
        int lines = 0;
        int unreadable = 0;
        for (Map.Entry<String, JsonValue> said :
                Predicted.of(files, "--model", FIVE_DIGITS).entrySet()) {
            expected.put(said.getKey(), Predicted.text(said.getValue()));
            lines += said.getValue().path("lines").size();
            unreadable += said.getValue().has("error") ? 1 : 0;
        }
        assertThat(expected).hasSize(STRIPS);
        assertThat(differences(read, expected)).isEmpty();
        assertThat(unreadable).isPositive();
        assertThat(ran.out())
                .contains(": " + STRIPS + " pictures, ")
                .contains(" " + unreadable + " unreadable; " + lines + " lines, 0 of them uncertain;");
        read.values().stream()
                .filter(text -> text.contains(": "))
                .collect(Collectors.groupingBy(text -> text.replaceFirst("^.*?: ", ""), Collectors.counting()))
                .forEach((text, count) -> say(count + " times: " + text + "\n"));
    }

    /** Prints a figure if asked to. */
    private static void say(String text) {
        if (System.getProperty("trocr4j.strips") != null) {
            System.out.print(text);
        }
    }

    private static Map<String, String> differences(Map<String, String> read, Map<String, String> expected) {
        Map<String, String> differences = new HashMap<>();
        expected.forEach((file, text) -> {
            if (!text.equals(read.get(file))) {
                differences.put(file, "expected " + text + ", found " + read.get(file));
            }
        });
        return differences;
    }

    private static DigitSet digits() throws IOException {
        String mnist = System.getProperty("trocr4j.mnist");
        return mnist == null
                ? GeneratedDigits.generate(1, 5, 1000).test()
                : Mnist.load(Path.of(mnist)).test();
    }

    /** Returns the process ids of the executors. */
    private static List<Long> executors(SparkSession spark) {
        MapPartitionsFunction<Long, Long> pid =
                numbers -> List.of(ProcessHandle.current().pid()).iterator();
        return spark.range(0, 16, 1, 16)
                .as(Encoders.LONG())
                .mapPartitions(pid, Encoders.LONG())
                .distinct()
                .collectAsList();
    }
}
