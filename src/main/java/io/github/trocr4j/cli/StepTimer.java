package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.util.List;

/** Measures how long an optimiser step takes here and now, by a training that is thrown away. */
final class StepTimer implements TrainingListener {
    private static final double SECONDS = 3;
    private static final long ENOUGH_STEPS = 1_000_000;

    private final TimeLeft time;
    private double settledAt = Double.NaN;
    private double now;

    private StepTimer(RunWork work) {
        this.time = new TimeLeft(work, 0, 0);
    }

    /** Seconds of a step of this training, batches and all, once the steps have settled. */
    static double seconds(ModelDirectory model, TrainingConfig config, Digits digits, GraphEngine engine)
            throws IOException {
        TrainingConfig trial = config.withSteps(ENOUGH_STEPS);
        ModelDirectory copy = ModelDirectory.fresh(model.config(), 1);
        Trainer trainer = SilentOutput.during(() -> new Trainer(trial, copy.weights(), model.processor(), engine));
        StepTimer timer = new StepTimer(RunWork.of(trial, digits));
        trainer.run(digits.train(), List.of(), timer, timer::isDone);
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
        // nothing is held out
    }

    @Override
    public void onState(TrainingState state) {
        // nothing is kept
    }
}
