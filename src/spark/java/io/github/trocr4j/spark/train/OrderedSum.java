package io.github.trocr4j.spark.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Sums the parts of all workers in a tree of two levels: executors sum about sqrt(n) groups of neighbours, and the
 * driver sums the groups, so that it receives sqrt(n) parts rather than n. The order of the additions depends only on
 * the number of workers. Spark's treeReduce adds parts in the order of arrival, so its last bits vary.
 */
final class OrderedSum {
    /** With fewer workers, a second level saves nothing. */
    private static final int MIN_WORKERS_FOR_GROUPS = 4;

    private OrderedSum() {}

    /** Runs the job and returns the sum. */
    static WorkerPart of(JavaRDD<WorkerPart> parts, int workers) {
        if (workers < MIN_WORKERS_FOR_GROUPS) {
            return inOrder(parts.collect().iterator());
        }
        int groups = (int) Math.round(Math.sqrt(workers));
        return inOrder(parts.mapToPair(part -> new Tuple2<>(group(part.worker(), workers, groups), part))
                .partitionBy(new HashPartitioner(groups)) // group g of 0 to groups - 1 is partition g
                .values()
                .mapPartitions(some -> List.of(inOrder(some)).iterator())
                .collect()
                .iterator());
    }

    /** Groups neighbours, so that the order of groups is that of workers. */
    static int group(int worker, int workers, int groups) {
        return (int) ((long) worker * groups / workers);
    }

    private static WorkerPart inOrder(Iterator<WorkerPart> parts) {
        List<WorkerPart> sorted = new ArrayList<>();
        parts.forEachRemaining(sorted::add);
        sorted.sort(Comparator.comparingInt(WorkerPart::worker));
        return sorted.stream().reduce(WorkerPart::add).orElseThrow();
    }
}
