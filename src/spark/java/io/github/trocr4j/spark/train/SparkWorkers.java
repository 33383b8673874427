package io.github.trocr4j.spark.train;

import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.distributed.Workers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag$;

/**
 * Workers on the executors of a cluster. Each step is a job: the weights are broadcast, a barrier stage computes with
 * one task for each worker, and the sum is returned. A task depends only on its number and the broadcast values, so
 * Spark may run it anywhere, and again if an executor is lostStep, with the same bits.
 */
public final class SparkWorkers implements Workers {
    private final JavaSparkContext spark;
    private final Broadcast<TrainingSetup> setup;
    private final int count;
    private final int microBatches;
    private final int averageEvery;
    private final Consumer<StepCost> costs;

    /**
     * Broadcasts the setup, which executors fetch with their first task.
     *
     * @param count the number of workers, a divisor of {@code microBatches}
     * @param microBatches the number of micro-batches of a step
     * @param averageEvery as in {@link Workers#averageEvery}
     * @param costs called after each job
     */
    public SparkWorkers(
            JavaSparkContext spark,
            TrainingSetup setup,
            int count,
            int microBatches,
            int averageEvery,
            Consumer<StepCost> costs) {
        this.spark = spark;
        this.count = count;
        this.microBatches = microBatches;
        this.averageEvery = averageEvery;
        this.costs = costs;
        this.setup = spark.broadcast(setup);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int averageEvery() {
        return averageEvery;
    }

    @Override
    public Workers.PartialSum gradients(long step, float[] weights) {
        return job(step, 0, weights);
    }

    @Override
    public Workers.PartialSum state(long step, int steps, float[] state) {
        return job(step, steps, state);
    }

    private Workers.PartialSum job(long step, int alone, float[] values) {
        int steps = Math.max(1, alone);
        long last = step + steps;
        long start = System.nanoTime();
        long ready;
        WorkerPart sum;
        Broadcast<float[]> sent = null;
        try {
            spark.setJobDescription(alone == 0 ? "step " + last : "steps " + (step + 1) + " to " + last);
            sent = spark.broadcast(values);
            ready = System.nanoTime();
            sum = OrderedSum.of(parts(new WorkerTask(setup, sent, step, alone, count, microBatches)), count);
        } catch (Exception e) { // SparkException is checked, but Spark's methods do not declare it
            throw lostStep(last, e);
        } finally {
            if (sent != null) {
                destroy(sent);
            }
        }
        costs.accept(cost(last, steps, values, sum, ready - start, System.nanoTime() - ready));
        return sum.sum();
    }

    private JavaRDD<WorkerPart> parts(WorkerTask task) {
        List<Integer> numbers = IntStream.range(0, count).boxed().toList();
        return spark.parallelize(numbers, count)
                .rdd()
                .barrier()
                .mapPartitions(task, false, ClassTag$.MODULE$.<WorkerPart>apply(WorkerPart.class))
                .toJavaRDD();
    }

    private StepCost cost(long last, int steps, float[] values, WorkerPart sum, long sendNanos, long jobNanos) {
        return new StepCost(
                last,
                steps,
                count,
                seconds(sum.computeNanos()),
                seconds(sendNanos + sum.fetchNanos()),
                seconds(jobNanos - sum.taskNanos()),
                (long) Float.BYTES * values.length * count,
                (long) Float.BYTES * sum.sum().values().length * count,
                sum.residentBytes());
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** The first line of Spark's message names the task, the second one the reason; the others are a stack trace. */
    private static StepLostException lostStep(long step, Throwable thrown) {
        String why = String.valueOf(thrown.getMessage()).lines().limit(2).collect(Collectors.joining(" "));
        return new StepLostException("Spark gave up step " + step + ": " + why, thrown);
    }

    /** Destroys a broadcast; otherwise the weights of each step would stay on the driver and the executors. */
    private static void destroy(Broadcast<?> sent) {
        try {
            sent.destroy();
        } catch (RuntimeException e) {
            // the context is already stopped
        }
    }

    /** Removes the setup from the executors; does not stop the session. */
    @Override
    public void close() {
        destroy(setup);
    }
}
