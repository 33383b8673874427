package io.github.trocr4j.spark.read;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * How many threads compute in an executor: all its cores. A reader takes the calls of its tasks one after the other, so
 * whoever waits for it uses no core, and a call that has them all ends sooner; tasks that decode pictures meanwhile get their
 * share from the operating system.
 */
final class ExecutorThreads {
    private static final String CORES = "spark.executor.cores";
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[([0-9]+|\\*)(?:,.*)?])?");
    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[[^,]*,\\s*([0-9]+)\\s*,.*]");
    private static final Pattern ONE_BY_DEFAULT = Pattern.compile("(?:yarn|k8s).*");

    private ExecutorThreads() {}

    /**
     * The cores of each executor, or 0 where that is for the executor to see, since it takes what its machine has: {@code
     * local[*]}, and a standalone cluster without {@code spark.executor.cores}.
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
