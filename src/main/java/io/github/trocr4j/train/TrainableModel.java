package io.github.trocr4j.train;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.plan.SharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model in training: its weights, which are updated in place, the graph of their gradients, and the optimiser. */
public final class TrainableModel implements AutoCloseable {
    private final TrainingConfig config;
    private final Weights weights;
    private final GraphEngine engine;
    private final Map<String, INDArray> trained;
    private final ExampleBatches batches;
    private final int labelLength;
    private final Optional<SoftTargets> softTargets;
    private final Map<TrainingGraph.Options, TrainingGraph> graphs = new HashMap<>();
    private final SharedMemory memory = new SharedMemory();
    private Optimiser optimiser;

    /**
     * Creates an instance.
     *
     * @param weights updated in place
     * @param labelLength labels of a picture at most, the end token included; see {@link #labelLength(TrOcrConfig)}
     * @throws IllegalArgumentException if it is more than the model has positions
     */
    public TrainableModel(
            TrainingConfig config,
            Weights weights,
            TrOcrImageProcessor processor,
            GraphEngine engine,
            int labelLength) {
        this(config, weights, processor, engine, labelLength, Optional.empty());
    }

    /**
     * Creates an instance that learns from teachers; otherwise as above.
     *
     * @param softTargets used by the thread that trains; the caller closes them
     */
    public TrainableModel(
            TrainingConfig config,
            Weights weights,
            TrOcrImageProcessor processor,
            GraphEngine engine,
            int labelLength,
            Optional<SoftTargets> softTargets) {
        this.softTargets = softTargets;
        TrOcrConfig model = weights.config();
        this.labelLength = labelLength;
        this.config = config;
        this.weights = weights;
        this.engine = engine;
        this.batches = new ExampleBatches(processor, model, labelLength);
        TrainingGraph.requireSupported(weights, options(labelLength));
        Map<String, INDArray> chosen = new LinkedHashMap<>(weights.arrays());
        chosen.keySet().removeIf(key -> !config.freeze().trains(key));
        this.trained = Collections.unmodifiableMap(chosen);
    }

    /**
     * Returns the labels of a picture that a digit model is trained with.
     *
     * @throws IllegalArgumentException if the model has no head for the digits of a strip. It is refused before the
     *     first step, since the trained model could not be evaluated
     */
    public static int labelLength(TrOcrConfig model) {
        String needed = "Training needs a model with a head for " + Strip.LENGTH + " digits: ";
        DigitHead found = model.digitHead()
                .orElseThrow(() -> new IllegalArgumentException(
                        needed + "config.json has no digit_head; import the checkpoint with a digit head."));
        int classes = DigitHead.FIVE_DIGITS.classes();
        if (found.length() != Strip.LENGTH || found.classes() != classes) {
            throw new IllegalArgumentException(needed + "expected digit_head.classes " + classes
                    + " and digit_head.length " + Strip.LENGTH + ", found " + found.classes() + " and "
                    + found.length() + ".");
        }
        return Strip.LENGTH;
    }

    private TrainingGraph.Options options(int length) {
        return new TrainingGraph.Options(
                        weights.config().encoder().imageSize(), length, config.labelSmoothing(), true, engine)
                .withDropPath(config.dropPath());
    }

    /** Returns a graph. The first call builds it; SameDiff prints meanwhile. The graphs share their memory. */
    private TrainingGraph graph(TrainingGraph.Options options) {
        return graphs.computeIfAbsent(options, each -> {
            TrainingGraph graph = new TrainingGraph(weights, each, memory);
            graph.differentiate(trained.keySet());
            return graph;
        });
    }

    /** Returns the labels of a picture at most. */
    int labelLength() {
        return labelLength;
    }

    /** Returns how the model is trained. */
    public TrainingConfig config() {
        return config;
    }

    /** Returns all weights. */
    public Weights weights() {
        return weights;
    }

    /** Returns the weights that are trained, by key, without a copy. */
    public Map<String, INDArray> trained() {
        return trained;
    }

    /** Returns what converts examples to batches for this model. */
    ExampleBatches batches() {
        return batches;
    }

    /** Returns the optimiser of the trained weights. The first call allocates its state. */
    public Optimiser optimiser() {
        if (optimiser == null) {
            optimiser = new Optimiser(
                    trained, config, key -> LayerDecay.scale(key, weights.config(), config.layerDecay()), engine);
        }
        return optimiser;
    }

    /**
     * Returns micro-batches {@code first} to {@code first + count - 1} of each of the steps {@code firstStep} to
     * {@code endStep - 1}. SameDiff prints while they build their graphs.
     */
    public MicroBatches microBatches(Examples examples, int first, int count, long firstStep, long endStep) {
        Optional<CachedTargets> cached = cachedTargets(examples);
        return new MicroBatches(
                config,
                length -> graph(options(length)),
                number -> {
                    List<Examples.Example> some = ExampleBatches.examples(examples, number, config.batchSize());
                    MicroBatches.Prepared own = MicroBatches.Prepared.of(batches.batch(some));
                    return taught(own, number, cached, () -> ExampleBatches.pictures(some));
                },
                first,
                count,
                firstStep,
                endStep);
    }

    /** Creates the states of the frozen encoder for these examples, in a file in this folder. */
    EncoderStates encoderStates(Examples examples, Path folder) throws IOException {
        return new EncoderStates(examples, batches, weights, engine, config.batchSize(), folder);
    }

    /**
     * Returns the batch with the targets of the teachers, which see the pictures as the student does. They compute in
     * the thread that trains: a plan takes all threads that there are, and how many it gets must not depend on what
     * else is running, or the bits would.
     */
    private MicroBatches.Prepared taught(
            MicroBatches.Prepared own, long number, Optional<CachedTargets> cached, Supplier<List<Picture>> pictures) {
        if (softTargets.isEmpty()) {
            return own;
        }
        UnaryOperator<TrainingBatch> targets;
        if (cached.isPresent()) {
            targets = batch -> cached.get().addTo(batch, number);
        } else {
            List<Picture> seen = pictures.get();
            targets = batch -> softTargets.get().addTo(batch, seen);
        }
        return new MicroBatches.Prepared() {
            @Override
            public TrainingBatch batch() {
                return targets.apply(own.batch());
            }

            @Override
            public void close() {
                own.close();
            }
        };
    }

    private Optional<CachedTargets> cachedTargets(Examples examples) {
        long floats = (long) labelLength * weights.config().outputs();
        return softTargets
                .filter(teachers -> CachedTargets.pay(config, examples, floats))
                .map(teachers -> new CachedTargets(teachers, batches, examples, config.batchSize()));
    }

    /** Returns whether the model learns from teachers. */
    boolean isTaught() {
        return softTargets.isPresent();
    }

    /** Returns all micro-batches of such steps, from the states of the frozen encoder for these examples. */
    MicroBatches microBatches(EncoderStates states, Examples examples, long firstStep, long endStep) {
        Optional<CachedTargets> cached = cachedTargets(examples);
        return new MicroBatches(
                config,
                length -> graph(options(length).fromEncoderStates()),
                number -> taught(
                        states.prepare(number),
                        number,
                        cached,
                        () -> ExampleBatches.pictures(ExampleBatches.examples(examples, number, config.batchSize()))),
                0,
                config.accumulation(),
                firstStep,
                endStep);
    }

    /**
     * Clips the gradients of a step and updates the weights.
     *
     * @param step from 0
     * @param mean mean loss and mean gradients over all micro-batches of the step; the gradients are overwritten
     * @throws TrainingDivergedException if the loss or the gradient norm is not finite; nothing is updated then
     */
    public TrainingStep.Result update(long step, TrainingGraph.Result mean) {
        double norm = optimiser().norm(mean.gradients());
        TrainingStep.Result result = new TrainingStep.Result(mean.loss(), norm).requireFinite(step);
        optimiser().step(mean.gradients(), config.schedule().at(step), Gradients.clipFactor(norm, config.clipNorm()));
        return result;
    }

    /** Frees the memory of graph and optimiser, but not the weights. */
    @Override
    public void close() {
        graphs.values().forEach(TrainingGraph::close);
        memory.close();
        if (optimiser != null) {
            optimiser.close();
        }
    }
}
