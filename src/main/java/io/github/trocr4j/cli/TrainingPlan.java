package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.run.DigitTrainingData;
import io.github.trocr4j.run.LineTrainingData;
import io.github.trocr4j.run.TrainingData;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import io.github.trocr4j.train.Validation;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The output of {@code train --dry-run}: model, data, time and memory. */
final class TrainingPlan {
    private TrainingPlan() {}

    /** Returns the plan as text. */
    static String text(
            String start, ModelDirectory initial, TrainingConfig config, TrainingData data, double secondsPerStep) {
        TrOcrConfig model = initial.config();
        TrainingData.Counts counts = data.counts(config);
        double epochs = (double) config.steps() * config.stripsPerStep() / counts.train();
        long bytes = config.batchPlan().bytes(model);
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
        line(text, "memory", "about %,d MB outside the Java heap", bytes >> 20);
        line(
                text,
                "time",
                "about %s (%.0f ms a step, measured now), evaluations included",
                ProgressDisplay.duration(RunWork.of(config, data).seconds(secondsPerStep)),
                1e3 * secondsPerStep);
        return text.toString();
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

    /** Measures the time of an optimiser step with a trial training whose result is discarded. */
    static final class StepTimer implements TrainingListener {
        private static final double SECONDS = 3;
        private static final long ENOUGH_STEPS = 1_000_000;

        private final TimeLeft time;
        private double settledAt = Double.NaN;
        private double now;

        private StepTimer(RunWork work) {
            this.time = new TimeLeft(work, 0, 0);
        }

        /** Returns the seconds of a step of this training, data preparation included, once the times have settled. */
        static double seconds(ModelDirectory model, TrainingConfig config, TrainingData data, GraphEngine engine)
                throws IOException {
            TrainingConfig trial = config.withSteps(ENOUGH_STEPS);
            ModelDirectory copy = ModelDirectory.fresh(model.config(), 1);
            Trainer trainer = Terminal.silencingOutput(() ->
                    new Trainer(trial, copy.weights(), model.processor(), engine, data.labelLength(model.config())));
            StepTimer timer = new StepTimer(RunWork.of(trial, data));
            Validation none = Validation.of(List.of());
            trainer.run(data.parts(trial).train(), none, timer, timer::isDone);
            return timer.time.stepSeconds().orElseThrow();
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
