package io.github.trocr4j.spark.train;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.NativeFloats;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.TrainingGraph;
import io.github.trocr4j.model.Weights;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.PresetJson;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingPasses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One worker's part in a training: weights of its own and a graph over them, kept from step to step. It has no state that
 * counts: any process computes the same share of a step, a fresh one, too.
 */
final class Worker {
    /** Spark gives a task no other place to find what the task before it has left in this process. */
    private static final Map<String, Worker> WORKERS = new ConcurrentHashMap<>();

    private final TrainingConfig config;
    private final Weights weights;
    private final TrainingPasses passes;
    private final List<String> trained;
    private final int first;
    private final int count;
    private Ahead ahead;

    /** The first batch of a step, made before the weights are there. */
    private record Ahead(long step, CompletableFuture<TrainingBatch> batch) {}

    private Worker(TrainingSetup setup, int number) throws IOException {
        Preset recipe = PresetJson.parse("recipe", setup.recipe().getBytes(StandardCharsets.UTF_8));
        this.config = recipe.training();
        this.weights = ModelDirectory.fresh(recipe.model(), config.seed()).weights();
        write(weights.arrays().values(), setup.values());
        TrOcrImageProcessor processor = new TrOcrImageProcessor(ImageProcessorConfigFile.parse(
                Path.of("preprocessor_config.json"), setup.processor().getBytes(StandardCharsets.UTF_8)));
        this.passes = new TrainingPasses(
                config, weights, processor, setup.kernels(), new DigitSet(setup.images(), setup.labels()));
        this.trained =
                List.copyOf(TrainingPasses.trained(weights, config.freeze()).keySet());
        this.count = config.accumulation() / setup.workers();
        this.first = number * count;
    }

    /** The worker of this number in this process; those of earlier runs are forgotten. */
    static Worker of(TrainingSetup setup, int number) {
        WORKERS.keySet().removeIf(key -> !key.startsWith(setup.run()));
        return WORKERS.computeIfAbsent(setup.run() + "/" + number, key -> {
            try {
                return new Worker(setup, number);
            } catch (IOException e) {
                throw new IllegalStateException("What the driver has written cannot be read.", e);
            }
        });
    }

    /**
     * Computes its passes of a step.
     *
     * @param values of all trained parameters, in their order
     */
    synchronized Share share(int number, long step, float[][] values) {
        long start = System.nanoTime();
        write(trained.stream().map(weights.arrays()::get).toList(), values);
        double[] losses = new double[count];
        float[][] sum = null;
        for (int i = 0; i < count; i++) {
            TrainingBatch batch = i == 0 ? firstBatch(step) : passes.batch(step, first + i);
            TrainingGraph.Result result = passes.gradients(batch, step, first + i);
            losses[i] = result.loss();
            sum = add(sum, result.gradients());
        }
        ahead = new Ahead(step + 1, CompletableFuture.supplyAsync(() -> passes.batch(step + 1, first)));
        return new Share(number, losses, sum, (System.nanoTime() - start) / 1e9);
    }

    private TrainingBatch firstBatch(long step) {
        if (ahead != null && ahead.step() == step) {
            return ahead.batch().join();
        }
        if (ahead != null) {
            ahead.batch().join().patches().close();
        }
        return passes.batch(step, first);
    }

    private float[][] add(float[][] sum, Map<String, INDArray> gradients) {
        float[][] values =
                trained.stream().map(key -> NativeFloats.values(gradients.get(key))).toArray(float[][]::new);
        return sum == null
                ? values
                : Share.sum(List.of(new Share(0, new double[0], sum, 0), new Share(1, new double[0], values, 0)))
                        .gradients();
    }

    private static void write(Iterable<INDArray> arrays, float[][] values) {
        Iterator<INDArray> each = arrays.iterator();
        for (float[] one : values) {
            NativeFloats.write(each.next(), one);
        }
    }
}
