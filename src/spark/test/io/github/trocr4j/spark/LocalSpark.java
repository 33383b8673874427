package io.github.trocr4j.spark;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Sessions for tests. Whoever starts one closes it: a process has one at a time. */
public final class LocalSpark {
    private LocalSpark() {}

    /** Driver and executor in this process, with so many tasks at a time. */
    public static SparkSession inThisProcess(int tasks) {
        return session("local[" + tasks + "]").getOrCreate();
    }

    /**
     * Workers with an executor each, in processes of their own on this machine, started from {@code SPARK_HOME}, which
     * the profile makes in {@code target/spark-home} with Spark's jars and nothing else. They see our classes, those of the
     * tests, and {@code target/spark-app}, the jars that a cluster is given.
     *
     * @param cores of each executor
     * @param megabytes the Java heap of each executor
     */
    public static SparkSession cluster(int workers, int cores, int megabytes) {
        return session("local-cluster[" + workers + "," + cores + "," + megabytes + "]")
                .config("spark.executor.memory", megabytes + "m")
                .config("spark.executor.extraClassPath", executorClassPath())
                .getOrCreate();
    }

    private static SparkSession.Builder session(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("test")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.session.timeZone", "UTC");
    }

    private static String executorClassPath() {
        Path target = Path.of("target").toAbsolutePath();
        return Stream.of("classes", "test-classes", "spark-app/*")
                .map(part -> target + File.separator + part)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
