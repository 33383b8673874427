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
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The training loop: batches, SameDiff's gradients, accumulation, clipping, AdamW, evaluation each epoch. Everything
 * random is a function of the seed and the step. The weights are changed in place.
 */
public final class Trainer {
    private final TrainingConfig config;
    private final StripBatches batches;
    private final TrainingGraph graph;
    private final AdamW optimiser;
    private final StripReader reader;
    private final Map<String, INDArray> accumulated = new LinkedHashMap<>();

    /** A run over these weights, which must have the digit head. */
    public Trainer(TrainingConfig config, Weights weights, TrOcrImageProcessor processor, Kernels kernels) {
        TrOcrConfig model = weights.config();
        if (model.digitHead().isEmpty() || model.digitHead().get().length() != Strip.LENGTH) {
            throw new IllegalArgumentException("Training needs a model with a head for " + Strip.LENGTH
                    + " digits: config.json has no such digit_head.");
        }
        this.config = config;
        this.batches = new StripBatches(processor, model);
        this.graph = new TrainingGraph(
                weights,
                new TrainingGraph.Options(
                        model.encoder().imageSize(), Strip.LENGTH, config.labelSmoothing(), true, kernels));
        graph.differentiate();
        this.optimiser = new AdamW(weights.arrays(), config.adam(), AdamW::onMatrices, kernels);
        this.reader = new StripReader(InferenceGraphs.live(weights, kernels), batches, model);
    }

    /**
     * Runs to the last step, or until {@code stop} says so between two steps. At the end all test strips are read, or as
     * many as after an epoch if the run was stopped.
     *
     * @param train digits to learn from
     * @param test strips that are not learnt from
     * @throws TrainingDivergedException where loss or gradient are no numbers any more
     */
    public void run(DigitSet train, List<Strip> test, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        SequenceDataset dataset = new SequenceDataset(train, config.augmentation(), config.seed());
        LearningRateSchedule schedule = config.schedule();
        long start = System.nanoTime();
        List<Strip> some = spread(test, config.evaluationStrips());
        TrainingListener.Step last = null;
        try (Prefetch prefetch = new Prefetch(n -> batches.batch(dataset, n, config.batchSize()), 0)) {
            for (long step = 0; step < config.steps() && !stop.getAsBoolean(); step++) {
                double rate = schedule.at(step);
                Pass pass = pass(prefetch, step);
                double norm = optimiser.norm(pass.gradients());
                if (!Double.isFinite(pass.loss()) || !Double.isFinite(norm)) {
                    throw new TrainingDivergedException(step + 1, pass.loss(), norm);
                }
                optimiser.step(pass.gradients(), rate, Gradients.clipping(norm, config.clipNorm()));
                long seen = (step + 1) * config.stripsPerStep();
                int epoch = Math.toIntExact((seen - 1) / dataset.size());
                double seconds = (System.nanoTime() - start) / 1e9;
                last = new TrainingListener.Step(step + 1, epoch, seen, pass.loss(), rate, norm, seconds);
                listener.onStep(last);
                boolean epochEnds = seen / dataset.size() > (seen - config.stripsPerStep()) / dataset.size();
                if (epochEnds && step + 1 < config.steps()) {
                    listener.onEvaluation(evaluate(last, some, dataset, false));
                }
            }
        }
        if (last != null) {
            listener.onEvaluation(evaluate(last, some, dataset, false));
            boolean finished = last.step() == config.steps();
            listener.onEvaluation(evaluate(last, finished ? test : some, dataset, true));
        }
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
            TrainingListener.Step step, List<Strip> strips, SequenceDataset dataset, boolean last) {
        double epochs = (double) step.stripsSeen() / dataset.size();
        long start = System.nanoTime();
        List<ReadStrip> readings = reader.read(strips);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new TrainingListener.Evaluation(
                step, epochs, strips, readings, SequenceMetrics.of(readings), seconds, last);
    }

    /** {@code count} strips at even distances; MNIST's test set is easier in its first half. */
    private static List<Strip> spread(List<Strip> strips, int count) {
        int n = Math.min(count, strips.size());
        return IntStream.range(0, n)
                .mapToObj(i -> strips.get((int) ((long) i * strips.size() / n)))
                .toList();
    }
}
