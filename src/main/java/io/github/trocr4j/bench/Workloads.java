package io.github.trocr4j.bench;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ModelDump;
import io.github.trocr4j.ModelSettings;
import io.github.trocr4j.TrOcr;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.forward.JavaTrOcr;
import io.github.trocr4j.graph.Patches;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.GenerationConfigBuilder;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ImageToText;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.train.AdamW;
import io.github.trocr4j.train.Gradients;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Repeatable tasks of a model on pictures of noise, for benchmarks. Not thread-safe. */
public final class Workloads implements AutoCloseable {
    private static final long SEED = 1;
    private static final int STRIP_HEIGHT = 28;
    private static final int STRIP_WIDTH = 140;

    private final ModelSettings model;
    private final ImageToText computing;
    private final Optional<Trainable> nd4j; // empty if plain Java computes

    /** What encoders and training need. */
    private record Trainable(TrOcr trOcr, Weights weights, GraphEngine engine) {}

    /**
     * A repeatable task.
     *
     * @param once runs the task once
     * @param release frees the memory of its input
     */
    public record Workload(Runnable once, Runnable release) implements AutoCloseable {
        @Override
        public void close() {
            release.run();
        }
    }

    /** Creates workloads that ND4J computes. */
    public Workloads(ModelDirectory model, GraphEngine engine) {
        this.model = model.settings();
        TrOcr trOcr = new TrOcr(model, engine);
        this.computing = trOcr;
        this.nd4j = Optional.of(new Trainable(trOcr, model.weights(), engine));
    }

    /**
     * Loads a model folder for workloads that plain Java computes: {@link #read} only. ND4J is not loaded.
     *
     * @param threads most threads of a call
     */
    public static Workloads java(Path folder, int threads) throws IOException {
        try (Checkpoint checkpoint = CheckpointFiles.open(folder)) {
            ModelTensors tensors = ModelTensors.of(ConfigJson.read(folder.resolve("config.json")), checkpoint);
            return new Workloads(ModelSettings.read(folder, tensors.config()), JavaTrOcr.load(tensors, threads));
        }
    }

    private Workloads(ModelSettings model, JavaTrOcr computing) {
        this.model = model;
        this.computing = computing;
        this.nd4j = Optional.empty();
    }

    /** Returns the input size of the model. */
    public ImageSize ownSize() {
        return model.config().encoder().imageSize();
    }

    /** Returns the default number of tokens generated for a picture. */
    public int ownLength() {
        return ModelDump.defaultLength(model.config());
    }

    /** Returns whether the model can be trained, which requires a digit head. */
    public boolean trains() {
        return nd4j.isPresent() && model.config().digitHead().isPresent();
    }

    /**
     * Encodes pixel values to the last hidden state.
     *
     * @throws IllegalArgumentException if the size is not a multiple of the patch size
     */
    public Workload encoder(ImageSize size, int batch) {
        TrOcr trOcr = nd4j.orElseThrow(() -> new IllegalStateException("Plain Java is measured by work read only."))
                .trOcr();
        INDArray pixels = pixels(size, batch);
        return new Workload(() -> trOcr.encode(pixels).close(), pixels::close);
    }

    /**
     * Reads pictures in memory: image processor, encoder, decoder.
     *
     * @param tokens the number of tokens to generate for each picture
     */
    public Workload read(ImageSize size, int batch, int tokens) {
        requirePatches(size);
        List<BufferedImage> strips = strips(batch);
        TrOcrImageProcessor processor =
                new TrOcrImageProcessor(model.processor().config().withSize(size.height(), size.width()));
        AtomicReference<float[]> used = new AtomicReference<>(new float[0]);
        return new Workload(() -> readAll(strips, processor, used, tokens), () -> {});
    }

    /**
     * Takes one optimiser step.
     *
     * @throws IllegalStateException if the model does not {@link #trains() train}
     */
    public Workload training(ImageSize size, int batch) {
        if (!trains()) {
            throw new IllegalStateException(
                    "This model or engine only reads; training is for models that read digits, with ND4J.");
        }
        INDArray pixels = pixels(size, batch);
        SplittableRandom random = new SplittableRandom(SEED);
        int[][] labels = IntStream.range(0, batch)
                .mapToObj(i ->
                        random.ints(ownLength(), 0, model.config().outputs()).toArray())
                .toArray(int[][]::new);
        Step step = new Step(
                nd4j.orElseThrow().weights(),
                size,
                ownLength(),
                nd4j.orElseThrow().engine());
        return new Workload(() -> step.run(pixels, labels), pixels::close);
    }

    private List<String> readAll(
            List<BufferedImage> strips, TrOcrImageProcessor processor, AtomicReference<float[]> used, int tokens) {
        int height = processor.config().height();
        int width = processor.config().width();
        float[] pixels = processor.pixelValues(strips.stream().map(Picture::of).toList(), used.get());
        used.set(pixels); // as RowModel does
        Generation found = computing.generate(pixels, strips.size(), new ImageSize(height, width), generation(tokens));
        return Arrays.stream(found.ids())
                .map(ids -> Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining()))
                .toList();
    }

    /** Greedy, or with the beams that the model wants. */
    private GenerationConfig generation(int tokens) {
        GenerationConfig own = model.generation();
        return own.numBeams() == 1
                ? GenerationConfig.greedy(model.config().decoder(), tokens)
                : GenerationConfigBuilder.builder(own)
                        .minNewTokens(OptionalInt.of(tokens))
                        .maxNewTokens(OptionalInt.of(tokens))
                        .build();
    }

    private INDArray pixels(ImageSize size, int batch) {
        requirePatches(size);
        int values = TrOcrImageProcessor.CHANNELS * size.height() * size.width();
        float[] pixels = new float[Math.multiplyExact(batch, values)];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.create(pixels, new long[] {batch, TrOcrImageProcessor.CHANNELS, size.height(), size.width()}, 'c');
    }

    private void requirePatches(ImageSize size) {
        model.config().encoder().patches(size);
    }

    private static List<BufferedImage> strips(int batch) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<BufferedImage> strips = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            BufferedImage strip = new BufferedImage(STRIP_WIDTH, STRIP_HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
            int[] values = random.ints(STRIP_WIDTH * STRIP_HEIGHT, 0, 256).toArray();
            strip.getRaster().setPixels(0, 0, STRIP_WIDTH, STRIP_HEIGHT, values);
            strips.add(strip);
        }
        return strips;
    }

    @Override
    public void close() {
        computing.close();
    }

    /**
     * One optimiser step on a prepared batch: forward, loss, backward, clipping, AdamW, with the model's dropout and
     * without label smoothing. It changes the weights in place, with a tiny learning rate.
     */
    private static final class Step {
        private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.98, 1e-8, 0.05);
        private static final double LEARNING_RATE = 1e-6;
        private static final double CLIP_NORM = 1;

        private final Weights weights;
        private final TrainingGraph graph;
        private final AdamW optimiser;
        private long steps;

        /**
         * Builds the graphs; SameDiff prints to standard output while it does so.
         *
         * @param size the input size
         * @param length the number of labels of a picture
         */
        Step(Weights weights, ImageSize size, int length, GraphEngine engine) {
            this.weights = weights;
            this.graph = new TrainingGraph(weights, new TrainingGraph.Options(size, length, 0, true, engine));
            graph.differentiate(weights.arrays().keySet());
            this.optimiser = new AdamW(weights.arrays(), ADAM, AdamW::onMatrices, key -> 1, engine);
        }

        /**
         * Takes one step.
         *
         * @param pixelValues [B, channels, H, W]
         * @param labels [B][length]
         * @return the loss before the step
         */
        double run(INDArray pixelValues, int[][] labels) {
            INDArray patches = Patches.of(pixelValues, weights.config().encoder());
            TrainingBatch batch = TrainingBatch.of(patches, labels, weights.config());
            TrainingGraph.Result result = graph.gradients(batch, new SplittableRandom(steps++));
            patches.close();
            double norm = optimiser.norm(result.gradients());
            optimiser.step(result.gradients(), LEARNING_RATE, Gradients.clipFactor(norm, CLIP_NORM));
            return result.loss();
        }
    }
}
