package io.github.trocr4j.spark;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Sessions for tests. The caller must close a session, because a process has one at a time. */
public final class LocalSpark {
    private LocalSpark() {}

    /** Starts a session with driver and executor in this process. */
    public static SparkSession inThisProcess(int tasks) {
        return session("local[" + tasks + "]").getOrCreate();
    }

    /**
     * Starts a session with executors in separate processes on this machine, started from {@code SPARK_HOME}, which the
     * profile creates in {@code target/spark-home} with only Spark's jars. Their class path has the project's classes,
     * those of the tests, and {@code target/spark-app}, the jars that are deployed to a cluster.
     *
     * @param cores the cores of each executor
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
