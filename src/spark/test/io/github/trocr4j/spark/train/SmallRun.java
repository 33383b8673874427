package io.github.trocr4j.spark.train;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.graph.NativeFloats;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.SmallTraining;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.Validation;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingConfigBuilder;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import io.github.trocr4j.train.TrainingStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A run of a small model on 160 strips, in this process or by workers.
 *
 * @param training the training settings
 * @param dropout the dropout of the decoder
 */
record SmallRun(TrainingConfig training, double dropout) {
    static final Digits DIGITS = GeneratedDigits.generate(11, 800, 50);

    /** Called between two steps with the number of completed steps. */
    @FunctionalInterface
    interface Between {
        Between NOTHING = steps -> {};

        void steps(long done);
    }

    /** The losses of all steps, and every value of the final state by name. */
    record Left(List<Double> losses, Map<String, float[]> tensors) {}

    /** Creates a run of steps of micro-batches of strips, with augmentation, dropout and label smoothing. */
    static SmallRun of(long steps, int batch, int microBatches) {
        TrainingConfig training = SmallTraining.of(steps, batch, microBatches)
                .layerDecay(0.8)
                .emaDecay(0.9)
                .validationDigits(0)
                .saveSteps(10)
                .build();
        return new SmallRun(training, 0.1);
    }

    SmallRun withoutDropout() {
        return new SmallRun(training, 0);
    }

    SmallRun withoutClipping() {
        double never = 1e9;
        return new SmallRun(
                TrainingConfigBuilder.builder(training).clipNorm(never).build(), dropout);
    }

    TrainingState.RunIdentity identity() {
        return new TrainingState.RunIdentity(
                new Preset("small", "", config(), training),
                DIGITS.train().sha256(),
                NativeStart.apply().threads(),
                GraphEngine.PLANNED);
    }

    private TrOcrConfig config() {
        TrOcrConfig c = SmallModels.config(Optional.of(DigitHead.FIVE_DIGITS));
        return new TrOcrConfig(
                c.encoder(),
                TrOcrDecoderConfigBuilder.builder(c.decoder()).dropout(dropout).build(),
                c.digitHead());
    }

    private ModelDirectory model() {
        return ModelDirectory.fresh(config(), 7); // starts ND4J as executors do, so that results can be bit-identical
    }

    Trainer trainer() {
        ModelDirectory model = model();
        return new Trainer(training, model.weights(), model.processor(), GraphEngine.PLANNED);
    }

    SparkWorkers workers(SparkSession spark, int count, int averageEvery) throws IOException {
        return new SparkWorkers(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                TrainingSetup.of(identity(), model().processor(), SentData.Strips.of(DIGITS.train())),
                count,
                training.accumulation(),
                averageEvery,
                cost -> {});
    }

    /** Runs in this process. */
    Left here() throws IOException {
        return here(trainer(), listener(new ArrayList<>(), Between.NOTHING));
    }

    Left here(Trainer trainer, Heard heard) throws IOException {
        trainer.run(DIGITS.train(), List.of(), heard, () -> false);
        return left(trainer, heard);
    }

    /** Runs with workers. */
    Left shared(SparkSession spark, int count, int averageEvery) throws IOException {
        return shared(spark, count, averageEvery, trainer(), listener(new ArrayList<>(), Between.NOTHING));
    }

    Left shared(SparkSession spark, int count, int averageEvery, Trainer trainer, Heard heard) throws IOException {
        try (SparkWorkers workers = workers(spark, count, averageEvery);
                TrainingStep step = workers.step(trainer.model())) {
            trainer.run(
                    step, DIGITS.train().size() / Strip.LENGTH, Validation.of(List.of()), heard, () -> false);
        }
        return left(trainer, heard);
    }

    static Left left(Trainer trainer, Heard heard) {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        trainer.state().tensors().forEach((name, array) -> tensors.put(name, NativeFloats.values(array)));
        return new Left(List.copyOf(heard.losses), tensors);
    }

    static Heard listener(List<TrainingState> states, Between between) {
        return new Heard(new ArrayList<>(), states, between);
    }

    /** A listener that keeps losses and states. */
    record Heard(List<Double> losses, List<TrainingState> states, Between between) implements TrainingListener {
        @Override
        public void onStep(Step step) {
            losses.add(step.loss());
            between.steps(step.step());
        }

        @Override
        public void onEvaluation(Evaluation evaluation, boolean best) {
            throw new AssertionError("nothing is held out");
        }

        @Override
        public void onState(TrainingState state) {
            states.add(state);
        }
    }
}
