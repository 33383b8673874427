package io.github.trocr4j.spark.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * The sum over the parts of all workers as a tree of two levels: about sqrt(n) groups of neighbours are summed in executors,
 * and the groups in the driver, whose link then carries sqrt(n) parts and not n. The order of the additions follows from the
 * number of workers alone. Spark's own treeReduce adds what comes first, and so gives other last bits each time.
 */
final class OrderedSum {
    /** With fewer a second level saves nothing. */
    private static final int FEWEST_IN_GROUPS = 4;

    private OrderedSum() {}

    /** Runs the job. */
    static WorkerPart of(JavaRDD<WorkerPart> parts, int workers) {
        if (workers < FEWEST_IN_GROUPS) {
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

    /** Neighbours, so that the order of groups is that of workers. */
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
