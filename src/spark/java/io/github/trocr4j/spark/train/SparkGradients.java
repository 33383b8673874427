package io.github.trocr4j.spark.train;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.model.NativeFloats;
import io.github.trocr4j.train.GradientSource;
import io.github.trocr4j.train.RunIdentity;
import io.github.trocr4j.train.StepGradients;
import io.github.trocr4j.train.TrainingPasses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.reflect.ClassTag$;

/**
 * Gradients of a step from Spark's executors. Each step is a job: the weights are broadcast, a barrier stage starts all
 * workers together, each computes its passes, and the sums come back over a tree. The driver alone has the optimiser, so
 * an executor that dies takes nothing along: the step is begun again, and has the same bits.
 */
public final class SparkGradients implements GradientSource {
    /** More shares than these are added up by the executors first. */
    private static final int MOST_AT_THE_DRIVER = 3;

    /** As often as Spark by default tries a task. */
    private static final int ATTEMPTS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SparkGradients.class);

    private final JavaSparkContext spark;
    private final TrainingSetup setup;
    private final Broadcast<TrainingSetup> broadcast;
    private final Map<String, INDArray> trained;
    private final Map<String, INDArray> gradients = new LinkedHashMap<>();
    private final int accumulation;
    private final StepCosts costs = new StepCosts();

    /**
     * Sends out what stays the same.
     *
     * @param model whose weights the driver changes from step to step
     * @param digits to learn from
     * @param workers how many share a step; divides the passes of a step
     */
    public SparkGradients(
            JavaSparkContext spark, RunIdentity identity, ModelDirectory model, DigitSet digits, int workers)
            throws IOException {
        this.spark = spark;
        this.accumulation = identity.recipe().training().accumulation();
        if (accumulation % workers != 0) {
            throw new IOException("workers: expected a divisor of the " + accumulation + " passes of a step (accumulation"
                    + " in the recipe), found " + workers + ".");
        }
        this.setup = TrainingSetup.of(identity, model, digits, workers);
        this.broadcast = spark.broadcast(setup);
        this.trained = TrainingPasses.trained(
                model.weights(), identity.recipe().training().freeze());
        trained.forEach((key, array) -> gradients.put(key, Nd4j.create(array.dataType(), array.shape())));
    }

    @Override
    public int stripsPerEpoch() {
        return setup.labels().length / Strip.LENGTH;
    }

    /** What the steps so far have cost. */
    public StepCosts costs() {
        return costs;
    }

    @Override
    public StepGradients at(long step) throws IOException {
        long start = System.nanoTime();
        float[][] values = trained.values().stream().map(NativeFloats::values).toArray(float[][]::new);
        Share sum = sum(values, step);
        int i = 0;
        float share = (float) (1.0 / accumulation);
        for (INDArray gradient : gradients.values()) {
            float[] mean = sum.gradients()[i++];
            for (int j = 0; j < mean.length; j++) {
                mean[j] *= share;
            }
            NativeFloats.write(gradient, mean);
        }
        double loss = 0;
        for (double one : sum.losses()) {
            loss += one / accumulation;
        }
        costs.add((System.nanoTime() - start) / 1e9, sum.seconds());
        return new StepGradients(loss, gradients);
    }

    /** Spark repeats no barrier stage whose results it was about to hand out, so the whole job is begun again. */
    private Share sum(float[][] values, long step) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Broadcast<float[][]> now = spark.broadcast(values);
            try {
                return collected(now, step);
            } catch (Exception e) { // SparkException, which Scala does not declare
                if (attempt == ATTEMPTS || spark.sc().isStopped()) {
                    throw new IOException(
                            "Step " + (step + 1) + ": Spark gave up (" + reason(e) + "); the checkpoints are kept.", e);
                }
                LOG.warn("Step {} is begun again, since Spark says: {}", step + 1, reason(e));
            } finally {
                now.destroy();
            }
        }
    }

    private Share collected(Broadcast<float[][]> now, long step) {
        int workers = setup.workers();
        List<Integer> numbers = IntStream.range(0, workers).boxed().toList();
        JavaRDD<Share> shares = new JavaRDD<>(
                spark.parallelize(numbers, workers)
                        .rdd()
                        .barrier()
                        .mapPartitions(
                                new ComputeShare(broadcast, now, step), false, ClassTag$.MODULE$.apply(Share.class)),
                ClassTag$.MODULE$.apply(Share.class));
        int group = (int) Math.ceil(Math.sqrt(workers));
        if (workers > MOST_AT_THE_DRIVER) {
            // treeReduce adds what comes first, and float sums depend on the order.
            shares = shares.mapToPair(share -> new Tuple2<>(share.first() / group, share))
                    .groupByKey((workers + group - 1) / group)
                    .map(some -> {
                        List<Share> list = new ArrayList<>();
                        some._2().forEach(list::add);
                        return Share.sum(list);
                    });
        }
        return Share.sum(shares.collect());
    }

    private static String reason(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("no reason");
    }

    @Override
    public void close() {
        broadcast.destroy();
        gradients.values().forEach(INDArray::close);
    }
}
