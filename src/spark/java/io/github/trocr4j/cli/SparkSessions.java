package io.github.trocr4j.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The session of a verb: as spark-submit has it, and what trocr4j needs beside. */
final class SparkSessions {
    private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
    private static final String THREADS = "-Dtrocr4j.threads=";

    private SparkSessions() {}

    /**
     * Starts it. Executors compute with as many threads as a task has cores ({@code spark.task.cpus}), so that those of
     * tasks side by side do not stand in each other's way, unless the user says otherwise.
     */
    static SparkSession start(String name) {
        SparkConf conf = new SparkConf();
        String options = conf.get(JAVA_OPTIONS, "");
        if (!options.contains(THREADS)) {
            conf.set(JAVA_OPTIONS, (options + " " + THREADS + taskCores(conf)).strip());
        }
        return SparkSession.builder()
                .appName(conf.get("spark.app.name", name))
                .config(conf)
                .getOrCreate();
    }

    /** Whether tasks run in this process. */
    static boolean isLocal(SparkSession spark) {
        return spark.sparkContext().isLocal();
    }

    /** Threads that an executor's libraries compute with. */
    static int threads(SparkConf conf) {
        String options = conf.get(JAVA_OPTIONS, "");
        int at = options.indexOf(THREADS);
        return at < 0
                ? taskCores(conf)
                : Integer.parseInt(options.substring(at + THREADS.length()).split("\\s", 2)[0]);
    }

    private static int taskCores(SparkConf conf) {
        return conf.getInt("spark.task.cpus", 1);
    }
}
