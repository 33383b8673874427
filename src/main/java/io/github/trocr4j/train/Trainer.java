package io.github.trocr4j.train;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.InferenceGraphs;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.TrainingGraph;
import io.github.trocr4j.model.Weights;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The training loop: batches, SameDiff's gradients, accumulation, clipping, AdamW, evaluation each epoch. Everything
 * random is a function of the seed and the step, so a run that begins again from a {@link TrainingState} ends with the
 * bits of one that was never stopped. The weights are changed in place.
 */
public final class Trainer {
    private final TrainingConfig config;
    private final Weights weights;
    private final WeightAverage average;
    private final StripBatches batches;
    private final TrainingGraph graph;
    private final AdamW optimiser;
    private final StripReader reader;
    private final Map<String, INDArray> accumulated = new LinkedHashMap<>();
    private Progress progress = Progress.NONE;

    /** How a run ended. */
    public enum End {
        /** With its last step. */
        FINISHED,
        /** The best model has not got better for {@link TrainingConfig#patience} evaluations. */
        NO_PATIENCE,
        /** It was asked to. */
        STOPPED
    }

    /** A run over these weights, which must have the digit head. */
    public Trainer(TrainingConfig config, Weights weights, TrOcrImageProcessor processor, Kernels kernels) {
        TrOcrConfig model = weights.config();
        if (model.digitHead().isEmpty() || model.digitHead().get().length() != Strip.LENGTH) {
            throw new IllegalArgumentException("Training needs a model with a head for " + Strip.LENGTH
                    + " digits: config.json has no such digit_head.");
        }
        this.config = config;
        this.weights = weights;
        this.average = config.emaDecay() > 0 ? new WeightAverage(weights, config.emaDecay()) : null;
        this.batches = new StripBatches(processor, model);
        this.graph = new TrainingGraph(
                weights,
                new TrainingGraph.Options(
                        model.encoder().imageSize(), Strip.LENGTH, config.labelSmoothing(), true, kernels));
        Map<String, INDArray> trained = new LinkedHashMap<>(weights.arrays());
        trained.keySet().removeIf(key -> !config.freeze().trains(key));
        graph.differentiate(trained.keySet());
        this.optimiser = new AdamW(
                trained,
                config.adam(),
                AdamW::onMatrices,
                key -> LayerDecay.scale(key, model, config.layerDecay()),
                kernels);
        this.reader = new StripReader(InferenceGraphs.live(trainedWeights(), kernels), batches, model);
    }

    /** What is evaluated and worth saving: the moving average where there is one, else the weights themselves. */
    public Weights trainedWeights() {
        return average == null ? weights : average.weights();
    }

    /** The run as it is now; the arrays change with the next step. */
    public TrainingState state() {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        TrainingState.add(tensors, "weights", weights.arrays());
        TrainingState.add(tensors, "adam_m", optimiser.firstMoments());
        TrainingState.add(tensors, "adam_v", optimiser.secondMoments());
        if (average != null) {
            TrainingState.add(tensors, "average", average.weights().arrays());
        }
        return new TrainingState(progress, tensors);
    }

    /**
     * Takes over how far a run had come; {@link TrainingCheckpoint#restore} fills the arrays of {@link #state}.
     *
     * @param reached its progress
     */
    void continueAt(Progress reached) {
        this.progress = reached;
        optimiser.continueAt(reached.step());
    }

    /**
     * Runs to the last step, or until patience ends, or until {@code stop} says so between two steps.
     *
     * @param train digits to learn from
     * @param validation strips that are not learnt from, to choose the best model by; may be empty
     * @throws TrainingDivergedException where loss or gradient are no numbers any more
     */
    public End run(DigitSet train, List<Strip> validation, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        SequenceDataset dataset = new SequenceDataset(train, config.augmentation(), config.seed());
        LearningRateSchedule schedule = config.schedule();
        double before = progress.seconds();
        long start = System.nanoTime();
        try (Prefetch prefetch = new Prefetch(
                n -> batches.batch(dataset, n, config.batchSize()), progress.step() * config.accumulation())) {
            while (progress.step() < config.steps()) {
                if (stop.getAsBoolean()) {
                    listener.onState(state());
                    return End.STOPPED;
                }
                if (outOfPatience()) {
                    return End.NO_PATIENCE;
                }
                TrainingListener.Step step = step(prefetch, schedule, dataset.size(), before, start);
                listener.onStep(step);
                boolean ends = step.step() == config.steps();
                boolean epochEnds = step.stripsSeen() / dataset.size()
                        > (step.stripsSeen() - config.stripsPerStep()) / dataset.size();
                if ((epochEnds || ends) && !validation.isEmpty()) {
                    TrainingListener.Evaluation evaluation = evaluate(step, validation, dataset);
                    progress = progress.evaluated(evaluation.metrics().digitAccuracy());
                    listener.onEvaluation(evaluation, progress.isBest());
                }
                if (epochEnds || ends || step.step() % config.saveSteps() == 0) {
                    listener.onState(state());
                }
            }
        }
        return End.FINISHED;
    }

    private boolean outOfPatience() {
        return config.patience() > 0 && progress.evaluationsSinceBest() >= config.patience();
    }

    private TrainingListener.Step step(
            Prefetch prefetch, LearningRateSchedule schedule, int epochSize, double before, long start) {
        long step = progress.step();
        double rate = schedule.at(step);
        Pass pass = pass(prefetch, step);
        double norm = optimiser.norm(pass.gradients());
        if (!Double.isFinite(pass.loss()) || !Double.isFinite(norm)) {
            throw new TrainingDivergedException(step + 1, pass.loss(), norm);
        }
        optimiser.step(pass.gradients(), rate, Gradients.clipping(norm, config.clipNorm()));
        if (average != null) {
            average.update(step + 1);
        }
        progress = progress.at(step + 1, before + (System.nanoTime() - start) / 1e9);
        long seen = (step + 1) * config.stripsPerStep();
        int epoch = Math.toIntExact((seen - 1) / epochSize);
        return new TrainingListener.Step(step + 1, epoch, seen, pass.loss(), rate, norm, progress.seconds());
    }

    /** Mean loss and mean gradients of one optimiser step. */
    private record Pass(double loss, Map<String, INDArray> gradients) {}

    private Pass pass(Prefetch prefetch, long step) {
        double loss = 0;
        Map<String, INDArray> gradients = null;
        for (int i = 0; i < config.accumulation(); i++) {
            TrainingBatch batch = prefetch.take();
            SplittableRandom dropout =
                    new SplittableRandom((config.seed() * 31 + step) * 0x9E3779B97F4A7C15L + i * 0xBF58476D1CE4E5B9L);
            TrainingGraph.Result result = graph.gradients(batch, dropout);
            batch.patches().close();
            loss += result.loss() / config.accumulation();
            if (config.accumulation() == 1) {
                gradients = result.gradients();
            } else {
                gradients = Gradients.sum(accumulated, result.gradients(), i == 0);
            }
        }
        if (config.accumulation() > 1) {
            Gradients.scale(gradients, 1.0 / config.accumulation());
        }
        return new Pass(loss, gradients);
    }

    private TrainingListener.Evaluation evaluate(
            TrainingListener.Step step, List<Strip> strips, SequenceDataset dataset) {
        double epochs = (double) step.stripsSeen() / dataset.size();
        List<ReadStrip> readings = reader.read(strips);
        return new TrainingListener.Evaluation(step, epochs, SequenceMetrics.of(readings));
    }
}
