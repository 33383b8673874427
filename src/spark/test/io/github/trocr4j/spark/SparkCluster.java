package io.github.trocr4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Spark in this process, or with executors in processes of their own, that have the class path of the tests. */
public final class SparkCluster {
    private SparkCluster() {}

    /** A session on {@code local[N]} or {@code local-cluster[N,1,1024]}; the caller stops it. */
    public static SparkSession start(String master) {
        try {
            // Spark looks for its jars there, but has them on the class path.
            Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SparkSession.builder()
                .master(master)
                .appName("trocr4j test")
                .config(conf())
                .getOrCreate();
    }

    private static SparkConf conf() {
        return new SparkConf()
                .set("spark.ui.enabled", "false")
                .set("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
                .set("spark.sql.warehouse.dir", System.getenv("SPARK_HOME") + "/warehouse")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                // One thread in each, here and there: sums are then cut at the same places and have the same bits.
                .set("spark.executor.extraJavaOptions", "-Dtrocr4j.threads=1 -Djava.awt.headless=true");
    }

    /** Process ids of the executors that run tasks, one for each of {@code tasks} tasks at a time. */
    public static List<Long> executors(SparkSession spark, int tasks) {
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        return new JavaSparkContext(spark.sparkContext())
                .parallelize(numbers, tasks)
                .map(number -> ProcessHandle.current().pid()).distinct().collect();
    }

    /** Ends a process as if its machine had lost power. */
    public static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
