package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.natives.ProcessMemory;
import io.github.trocr4j.run.DigitTrainingData;
import io.github.trocr4j.run.LineTrainingData;
import io.github.trocr4j.run.Teachers;
import io.github.trocr4j.run.TrainingData;
import io.github.trocr4j.train.BatchPlan;
import io.github.trocr4j.train.Distillation;
import io.github.trocr4j.train.Examples;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.SoftTargets;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import io.github.trocr4j.train.Validation;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The output of {@code train --dry-run}: model, data, time and memory. */
final class TrainingPlan {
    private static final long MEGABYTE = 1 << 20;

    private TrainingPlan() {}

    /** Returns the plan as text. */
    static String text(String start, ModelDirectory initial, Preset recipe, TrainingData data, Trial trial) {
        TrOcrConfig model = initial.config();
        TrainingConfig config = recipe.training();
        TrainingData.Counts counts = data.counts(config);
        double epochs = (double) config.steps() * config.stripsPerStep() / counts.train();
        StringBuilder text = new StringBuilder();
        line(
                text,
                "model",
                "%s, %,d parameters, %,d of them trained",
                start,
                ParameterShapes.count(model),
                trained(model, config));
        line(
                text,
                "input",
                "%s pixels, patches of %d",
                model.encoder().imageSize(),
                model.encoder().patchSize());
        line(text, data instanceof DigitTrainingData ? "digits" : "data", "%s", data.source());
        line(
                text,
                data.picture() + "s",
                "%,d an epoch for training, %,d held out, %,d for testing",
                counts.train(),
                counts.validation(),
                counts.test());
        if (data instanceof LineTrainingData lines) {
            FoundLines.addTo(text, lines, initial.processor().config());
        }
        line(
                text,
                "steps",
                "%,d of %d %ss, in micro-batches of %d: %.1f epochs",
                config.steps(),
                config.stripsPerStep(),
                data.picture(),
                config.batchSize(),
                epochs);
        line(
                text,
                "learning rate",
                "up to %s in %d steps, then a cosine to 0%s",
                config.learningRate(),
                config.warmupSteps(),
                config.layerDecay() == 1 ? "" : "; times " + config.layerDecay() + " a layer");
        recipe.distillation()
                .ifPresent(found -> line(
                        text,
                        "teachers",
                        "%s; %.0f %% of the target",
                        found.teachers().stream()
                                .map(Distillation.Source::model)
                                .collect(Collectors.joining(", ")),
                        100 * found.share()));
        BatchPlan.Load load = new BatchPlan.Load(config.freeze(), data.labelLength(model));
        line(text, "memory", "%s", memory(trial, model, config, load));
        long states = temporaryBytes(config, model, data);
        if (states > 0) {
            line(
                    text,
                    "disk",
                    "%,d MB in the folder of the run while it trains, for the states of the frozen encoder, which the"
                            + " first epoch computes",
                    (states + MEGABYTE - 1) / MEGABYTE);
        }
        line(
                text,
                "time",
                "about %s (%.0f ms a step, measured now), evaluations included",
                ProgressDisplay.duration(RunWork.of(config, data).seconds(trial.secondsPerStep())),
                1e3 * trial.secondsPerStep());
        return text.toString();
    }

    private static long temporaryBytes(TrainingConfig config, TrOcrConfig model, TrainingData data) {
        return config.freeze() == TrainingConfig.Freeze.NONE
                ? 0
                : Trainer.temporaryBytes(config, model, data.parts(config).train());
    }

    /**
     * While a model or a checkpoint is written, the Java heap holds copies of weights, which the trial does not show.
     */
    private static String memory(Trial trial, TrOcrConfig model, TrainingConfig config, BatchPlan.Load load) {
        long copies = Float.BYTES * ParameterShapes.count(model);
        return trial.peak().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "about %,d MB, the whole process (measured now, and room for a copy of the weights)",
                        (trial.peak().getAsLong() + copies) >> 20)
                : String.format(
                        Locale.ROOT,
                        "about %,d MB outside the Java heap",
                        config.batchPlan().bytes(model, load) >> 20);
    }

    private static long trained(TrOcrConfig model, TrainingConfig config) {
        long count = 0;
        for (Map.Entry<String, long[]> parameter : ParameterShapes.of(model).entrySet()) {
            if (config.freeze().trains(parameter.getKey())) {
                count += ParameterShapes.length(parameter.getValue());
            }
        }
        return count;
    }

    static void line(StringBuilder text, String key, String format, Object... args) {
        text.append(String.format(Locale.ROOT, "%-14s ", key))
                .append(String.format(Locale.ROOT, format, args))
                .append(System.lineSeparator());
    }

    /**
     * What a trial training showed.
     *
     * @param secondsPerStep seconds of a step, data preparation included, once the times have settled
     * @param peak the most memory that the process has had, in bytes; empty on systems that do not tell
     */
    record Trial(double secondsPerStep, OptionalLong peak) {}

    /** Measures the time of an optimiser step, and the memory, with a trial training whose result is discarded. */
    static final class StepTimer implements TrainingListener {
        private static final double SECONDS = 3;
        private static final long ENOUGH_STEPS = 1_000_000;
        private static final int READ = 100;

        private final TimeLeft time;
        private double settledAt = Double.NaN;
        private double now;

        private StepTimer(RunWork work) {
            this.time = new TimeLeft(work, 0, 0);
        }

        /**
         * Trains until the times have settled, then reads some held-out pictures, as a training does.
         *
         * @param weights of such a model; they are changed
         */
        static Trial trial(ModelDirectory model, Weights weights, Preset recipe, TrainingData data, GraphEngine engine)
                throws IOException {
            TrainingConfig config = recipe.training();
            Optional<SoftTargets> teachers = Teachers.open(recipe, model, data, engine);
            TrainingConfig trial = config.withSteps(ENOUGH_STEPS);
            TrainingData.Parts parts = data.parts(trial);
            try (Trainer trainer = Terminal.silencingOutput(() -> new Trainer(
                    trial, weights, model.processor(), engine, data.labelLength(model.config()), teachers))) {
                StepTimer timer = new StepTimer(RunWork.of(trial, data));
                // the states of a frozen encoder are computed in the first step, which is not measured
                Examples train = temporaryBytes(config, model.config(), data) > 0
                        ? parts.train().first(trial.stripsPerStep())
                        : parts.train();
                Terminal.silencingOutput(() -> trainer.run(train, Validation.of(List.of()), timer, timer::isDone));
                trainer.read(parts.validation().examples().first(READ));
                return new Trial(
                        timer.time.stepSeconds().orElseThrow(),
                        ProcessMemory.now().peak());
            } finally {
                teachers.ifPresent(SoftTargets::close);
            }
        }

        private boolean isDone() {
            return now - settledAt >= SECONDS;
        }

        @Override
        public void onStep(Step step) {
            now = step.seconds();
            time.stepped(step.step(), now);
            if (Double.isNaN(settledAt) && time.stepSeconds().isPresent()) {
                settledAt = now;
            }
        }

        @Override
        public void onEvaluation(Evaluation evaluation, boolean best) {
            // no strips are held out
        }

        @Override
        public void onState(TrainingState state) {
            // the trial is not saved
        }
    }
}
