package io.github.trocr4j.train;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.InferenceGraphs;
import io.github.trocr4j.model.Weights;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The training loop: steps, moving average, evaluation each epoch, checkpoints. Everything random is a function of the seed
 * and the step, so a run that begins again from a {@link TrainingState} ends with the bits of one that was never stopped. The
 * weights are changed in place. Steps are computed here or by {@link Workers}.
 */
public final class Trainer {
    private final TrainingConfig config;
    private final Weights weights;
    private final WeightAverage average;
    private final Learner learner;
    private final AdamW optimiser;
    private final StripReader reader;
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
    public Trainer(TrainingConfig config, Weights weights, TrOcrImageProcessor processor, GraphEngine engine) {
        this.config = config;
        this.weights = weights;
        this.learner = new Learner(config, weights, processor, engine);
        this.average = config.emaDecay() > 0 ? new WeightAverage(weights, config.emaDecay()) : null;
        this.optimiser = learner.optimiser();
        this.reader =
                new StripReader(InferenceGraphs.live(trainedWeights(), engine), learner.batches(), weights.config());
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
        PassShare all = PassShare.all(config.accumulation());
        GradientSource here = new LocalGradients(learner.passes(all, dataset, progress.step(), config.steps()));
        try (Steps steps = new GradientSteps(config, optimiser, here)) {
            return run(steps, dataset.size(), validation, listener, stop);
        }
    }

    /**
     * As above, but workers compute the steps, with digits to learn from that they have.
     *
     * @param epochSize strips that these digits fill
     * @throws StepLostException if workers are lost; the listener has got the state to go on from
     */
    public End run(
            Workers workers, int epochSize, List<Strip> validation, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        try (Steps steps = workers.averageEvery() > 1
                ? new AveragedSteps(learner, optimiser, workers)
                : new GradientSteps(config, optimiser, new WorkerGradients(learner, workers))) {
            return run(steps, epochSize, validation, listener, stop);
        }
    }

    private End run(Steps steps, int epochSize, List<Strip> validation, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        Clock clock = new Clock(progress.seconds(), System.nanoTime());
        while (progress.step() < config.steps()) {
            if (stop.getAsBoolean()) {
                listener.onState(state());
                return End.STOPPED;
            }
            if (config.patience() > 0 && progress.evaluationsSinceBest() >= config.patience()) {
                return End.NO_PATIENCE;
            }
            long before = progress.step();
            double began = clock.seconds();
            List<Steps.Taken> taken;
            try {
                taken = steps.take(before);
            } catch (StepLostException e) {
                listener.onState(state());
                if (stop.getAsBoolean()) {
                    return End.STOPPED; // what stops this process stops the workers, too
                }
                throw e;
            }
            TrainingListener.Step last = took(taken, epochSize, began, clock.seconds(), listener);
            boolean ends = progress.step() == config.steps();
            boolean epochEnds = last.stripsSeen() / epochSize > before * config.stripsPerStep() / epochSize;
            if ((epochEnds || ends) && !validation.isEmpty()) {
                TrainingListener.Evaluation evaluation = evaluate(last, validation, epochSize);
                progress = progress.evaluated(evaluation.metrics().digitAccuracy());
                listener.onEvaluation(evaluation, progress.isBest());
            }
            if (epochEnds || ends || progress.step() / config.saveSteps() > before / config.saveSteps()) {
                listener.onState(state());
            }
        }
        return End.FINISHED;
    }

    /** Seconds of training: those of earlier processes, and those since {@code start}, which is in nanoseconds. */
    private record Clock(double before, long start) {
        double seconds() {
            return before + (System.nanoTime() - start) / 1e9;
        }
    }

    /** Behind steps that were taken together: the average, the progress, a word to the listener for each. */
    private TrainingListener.Step took(
            List<Steps.Taken> taken, int epochSize, double began, double ended, TrainingListener listener)
            throws IOException {
        Progress before = progress;
        long behind = before.step() + taken.size();
        if (average != null) {
            average.update(before.step() + 1, behind);
        }
        progress = before.at(behind, ended);
        double each = (ended - began) / taken.size();
        TrainingListener.Step last = null;
        for (int i = 0; i < taken.size(); i++) {
            long step = before.step() + i;
            long seen = (step + 1) * config.stripsPerStep();
            last = new TrainingListener.Step(
                    step + 1,
                    Math.toIntExact((seen - 1) / epochSize),
                    seen,
                    taken.get(i).loss(),
                    config.schedule().at(step),
                    taken.get(i).gradientNorm(),
                    i == taken.size() - 1 ? ended : began + (i + 1) * each);
            listener.onStep(last);
        }
        return last;
    }

    private TrainingListener.Evaluation evaluate(TrainingListener.Step step, List<Strip> strips, int epochSize) {
        double epochs = (double) step.stripsSeen() / epochSize;
        List<ReadStrip> readings = reader.read(strips);
        return new TrainingListener.Evaluation(step, epochs, SequenceMetrics.of(readings));
    }
}
