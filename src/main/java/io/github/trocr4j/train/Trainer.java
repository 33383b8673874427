package io.github.trocr4j.train;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.InferenceGraphs;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The training loop: optimiser steps, moving average, evaluation after each epoch, checkpoints. Everything random is a
 * function of the seed and the step, so a run that is resumed from a {@link TrainingState} gives the same result, bit
 * for bit, as an uninterrupted one. The weights are updated in place.
 */
public final class Trainer implements AutoCloseable {
    private static final int READ_AT_ONCE = 50;

    /** Less than the plans that a graph keeps, or each length of a text would be planned anew for every batch. */
    private static final long READING_BYTES = 192L << 20;

    private final TrainingConfig config;
    private final TrainableModel model;
    private final WeightAverage average;
    private final InferenceGraphs inference;
    private TrainingState.Progress progress = TrainingState.Progress.NONE;

    /** How a run ended. */
    public enum End {
        /** It took its last step. */
        FINISHED,
        /** The best model has not improved for {@link TrainingConfig#patience} evaluations. */
        NO_PATIENCE,
        /** The caller stopped it. */
        STOPPED
    }

    /** Creates a trainer of a digit model. See {@link TrainableModel} for the parameters. */
    public Trainer(TrainingConfig config, Weights weights, TrOcrImageProcessor processor, GraphEngine engine) {
        this(config, weights, processor, engine, TrainableModel.labelLength(weights.config()));
    }

    /** Creates a trainer. See {@link TrainableModel} for the parameters. */
    public Trainer(
            TrainingConfig config,
            Weights weights,
            TrOcrImageProcessor processor,
            GraphEngine engine,
            int labelLength) {
        this(config, weights, processor, engine, labelLength, Optional.empty());
    }

    /** Creates a trainer of a model that learns from teachers. See {@link TrainableModel} for the parameters. */
    public Trainer(
            TrainingConfig config,
            Weights weights,
            TrOcrImageProcessor processor,
            GraphEngine engine,
            int labelLength,
            Optional<SoftTargets> softTargets) {
        this.config = config;
        this.model = new TrainableModel(config, weights, processor, engine, labelLength, softTargets);
        this.average = config.emaDecay() > 0 ? new WeightAverage(weights, config.emaDecay()) : null;
        this.inference = InferenceGraphs.live(trainedWeights(), engine);
    }

    /**
     * Returns the model in training. See {@link #run(TrainingStep, int, Validation, TrainingListener,
     * BooleanSupplier)}.
     */
    public TrainableModel model() {
        return model;
    }

    /**
     * Returns the weights to evaluate and save: the moving average if there is one, otherwise the weights themselves.
     */
    public Weights trainedWeights() {
        return average == null ? model.weights() : average.weights();
    }

    /** Returns the current state of the run. Its arrays change with the next step. */
    public TrainingState state() {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        TrainingState.add(tensors, "weights", model.weights().arrays());
        tensors.putAll(model.optimiser().state());
        if (average != null) {
            TrainingState.add(tensors, "average", average.weights().arrays());
        }
        return new TrainingState(progress, tensors);
    }

    /**
     * Continues from a state. {@link TrainingCheckpoint#restore} fills the arrays of {@link #state}.
     *
     * @param reached progress of the run
     */
    void continueAt(TrainingState.Progress reached) {
        this.progress = reached;
        model.optimiser().continueAt(reached.step());
    }

    /**
     * Trains a digit model on strips of digits; otherwise as {@link #run(Examples, Validation, TrainingListener,
     * BooleanSupplier)}.
     */
    public End run(DigitSet train, List<Strip> validation, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        SequenceDataset strips = new SequenceDataset(train, config.augmentation(), config.seed());
        Examples examples = Examples.of(strips).repeatedAfter(config.augmentedEpochs());
        return run(examples, Validation.of(validation), listener, stop);
    }

    /** As below; a temporary file, if one is needed, is kept in the folder of the system. */
    public End run(Examples train, Validation validation, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        return run(train, validation, Path.of(System.getProperty("java.io.tmpdir")), listener, stop);
    }

    /**
     * Trains in this process until the last step, the end of patience, or until {@code stop} returns true between two
     * steps. The states of a frozen encoder are computed once, if the examples come again; see {@link #temporaryBytes}.
     *
     * @param train examples to learn from
     * @param validation held-out strips for choosing the best model; may be empty
     * @param temporary folder where these states are kept meanwhile
     * @throws TrainingDivergedException if the loss or the gradient norm is not finite
     */
    public End run(
            Examples train, Validation validation, Path temporary, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        if (EncoderStates.pay(config, model.weights(), train)) {
            try (EncoderStates states = model.encoderStates(train, temporary);
                    MicroBatches microBatches = model.microBatches(states, train, progress.step(), config.steps())) {
                return run(microBatches, train.size(), validation, listener, stop);
            }
        }
        try (MicroBatches microBatches =
                model.microBatches(train, 0, config.accumulation(), progress.step(), config.steps())) {
            return run(microBatches, train.size(), validation, listener, stop);
        }
    }

    private End run(
            MicroBatches microBatches,
            int epochSize,
            Validation validation,
            TrainingListener listener,
            BooleanSupplier stop)
            throws IOException {
        TrainingStep local = step -> List.of(model.update(step, microBatches.mean(step)));
        return loop(local, epochSize, validation, listener, stop);
    }

    /**
     * Returns how large the file becomes in which a training keeps the states of a frozen encoder, in bytes; 0 if there
     * is none.
     */
    public static long temporaryBytes(TrainingConfig config, TrOcrConfig model, Examples train) {
        return EncoderStates.bytes(config, model, train);
    }

    /**
     * Trains with steps that may be computed elsewhere, such as those of {@code train.distributed}.
     *
     * @param step updates the weights of {@link #model}
     * @param epochSize strips in an epoch
     * @throws IllegalArgumentException if the model learns from teachers: workers have none
     * @throws StepLostException if workers are lost; the listener has received the state to resume from
     */
    public End run(
            TrainingStep step, int epochSize, Validation validation, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        if (model.isTaught()) {
            throw new IllegalArgumentException(
                    "A training with teachers computes its steps in one process: workers have no teachers.");
        }
        return loop(step, epochSize, validation, listener, stop);
    }

    private End loop(
            TrainingStep step, int epochSize, Validation validation, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        Stopwatch stopwatch = new Stopwatch(progress.seconds(), System.nanoTime());
        while (progress.step() < config.steps()) {
            if (stop.getAsBoolean()) {
                listener.onState(state());
                return End.STOPPED;
            }
            if (config.patience() > 0 && progress.evaluationsSinceBest() >= config.patience()) {
                return End.NO_PATIENCE;
            }
            long before = progress.step();
            double began = stopwatch.seconds();
            List<TrainingStep.Result> results;
            try {
                // Forward, backward, clipping, optimiser: the lambda in the method above, or train.distributed.
                results = step.take(before);
            } catch (StepLostException e) {
                listener.onState(state());
                if (stop.getAsBoolean()) {
                    return End.STOPPED; // a signal that stops this process also reaches the workers
                }
                throw e;
            }
            if (average != null) {
                average.update(before + 1, before + results.size());
            }
            TrainingListener.Step last = advance(results, epochSize, began, stopwatch.seconds(), listener);
            boolean ends = progress.step() == config.steps();
            boolean epochEnds = last.stripsSeen() / epochSize > before * config.stripsPerStep() / epochSize;
            if ((epochEnds || ends) && validation.examples().size() > 0) {
                TrainingListener.Evaluation evaluation = evaluate(last, validation, epochSize);
                progress = progress.evaluated(evaluation.score().accuracy());
                listener.onEvaluation(evaluation, progress.isBest());
            }
            if (epochEnds || ends || progress.step() / config.saveSteps() > before / config.saveSteps()) {
                listener.onState(state());
            }
        }
        return End.FINISHED;
    }

    /**
     * Seconds of training: {@code before} in earlier processes, and those since {@code start}, which is in nanoseconds.
     */
    private record Stopwatch(double before, long start) {
        double seconds() {
            return before + (System.nanoTime() - start) / 1e9;
        }
    }

    /** Counts steps that were taken together and reports each of them. Returns the last one. */
    private TrainingListener.Step advance(
            List<TrainingStep.Result> results, int epochSize, double began, double ended, TrainingListener listener)
            throws IOException {
        TrainingState.Progress before = progress;
        progress = before.at(before.step() + results.size(), ended);
        double each = (ended - began) / results.size();
        TrainingListener.Step last = null;
        for (int i = 0; i < results.size(); i++) {
            long step = before.step() + i;
            long seen = (step + 1) * config.stripsPerStep();
            last = new TrainingListener.Step(
                    step + 1,
                    Math.toIntExact((seen - 1) / epochSize),
                    seen,
                    results.get(i).loss(),
                    config.schedule().at(step),
                    results.get(i).gradientNorm(),
                    i == results.size() - 1 ? ended : began + (i + 1) * each);
            listener.onStep(last);
        }
        return last;
    }

    /** Reads all examples of epoch 0, in order, with {@link #trainedWeights}. */
    public List<Validation.Read> read(Examples examples) {
        List<Validation.Read> readings = new ArrayList<>(examples.size());
        int atOnce = picturesAtOnce();
        for (int start = 0; start < examples.size(); start += atOnce) {
            List<Examples.Example> some = IntStream.range(start, Math.min(start + atOnce, examples.size()))
                    .mapToObj(index -> examples.example(0, index))
                    .toList();
            try (INDArray patches = model.batches()
                    .patches(some.stream().map(Examples.Example::picture).toList())) {
                INDArray rows = inference.encode(
                        patches, model.weights().config().encoder().imageSize());
                GenerationConfig settings =
                        GenerationConfig.greedy(model.weights().config().decoder(), model.labelLength());
                Generation found = inference.generate(rows, some.size(), settings);
                for (int i = 0; i < some.size(); i++) {
                    readings.add(new Validation.Read(some.get(i).labels(), found.ids()[i], found.probabilities()[i]));
                }
            }
        }
        return readings;
    }

    /**
     * Returns how many pictures are read together. The decoder has a plan for each length of a text, with the keys and
     * values of all its tokens, so the memory of a picture grows with the square of the longest text.
     */
    private int picturesAtOnce() {
        TrOcrDecoderConfig decoder = model.weights().config().decoder();
        long length = model.labelLength();
        long tokenBytes = 2L * Float.BYTES * decoder.decoderLayers() * decoder.dModel();
        long pictureBytes = tokenBytes * length * (length + 1) / 2;
        return (int) Math.max(1, Math.min(READ_AT_ONCE, READING_BYTES / pictureBytes));
    }

    private TrainingListener.Evaluation evaluate(TrainingListener.Step step, Validation validation, int epochSize) {
        double epochs = (double) step.stripsSeen() / epochSize;
        return new TrainingListener.Evaluation(step, epochs, validation.score().apply(read(validation.examples())));
    }

    /** Frees the memory of the training, but not the weights that it was created with. */
    @Override
    public void close() {
        inference.close();
        model.close();
        if (average != null) {
            average.weights().close();
        }
    }
}
