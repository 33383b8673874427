package io.github.trocr4j.spark.read;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * The number of computing threads of an executor: all its cores. A reader serves the calls of its tasks one at a time,
 * so waiting tasks use no core and the current call can use all; tasks that decode pictures meanwhile compete for cores
 * through the operating system.
 */
final class ExecutorThreads {
    private static final String CORES = "spark.executor.cores";
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[([0-9]+|\\*)(?:,.*)?])?");
    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[[^,]*,\\s*([0-9]+)\\s*,.*]");
    private static final Pattern ONE_BY_DEFAULT = Pattern.compile("(?:yarn|k8s).*");

    private ExecutorThreads() {}

    /**
     * Returns the cores of each executor, or 0 if an executor takes all cores of its machine, as with {@code local[*]},
     * and a standalone cluster without {@code spark.executor.cores}.
     */
    static int of(SparkConf conf) {
        String master = conf.get("spark.master");
        Matcher local = LOCAL.matcher(master);
        if (local.matches()) {
            String tasks = local.group(1);
            return tasks == null ? 1 : tasks.equals("*") ? 0 : Integer.parseInt(tasks);
        }
        if (conf.contains(CORES)) {
            return conf.getInt(CORES, 1);
        }
        Matcher cluster = LOCAL_CLUSTER.matcher(master);
        if (cluster.matches()) {
            return Integer.parseInt(cluster.group(1));
        }
        return ONE_BY_DEFAULT.matcher(master).matches() ? 1 : 0;
    }
}
