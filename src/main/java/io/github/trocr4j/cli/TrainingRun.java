package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.report.MetricsTable;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.Progress;
import io.github.trocr4j.train.RunIdentity;
import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingCheckpoint;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One run, from its first step or from a checkpoint, to the figures.
 *
 * @param folder that it writes to
 * @param identity recipe, digits, threads, engine
 * @param model with the weights to begin with; a checkpoint's take their place
 * @param digits to learn from and to be tested with
 * @param checkpoint to go on from; empty for the first step
 */
record TrainingRun(
        RunFolder folder,
        RunIdentity identity,
        ModelDirectory model,
        Digits digits,
        Optional<TrainingCheckpoint> checkpoint) {

    void execute(RunLoop loop, PrintWriter out, PrintWriter err) throws IOException {
        RunLock lock = RunLock.of(folder);
        try (lock) {
            train(loop, out, err);
        }
    }

    private void train(RunLoop loop, PrintWriter out, PrintWriter err) throws IOException {
        TrainingConfig config = identity.recipe().training();
        List<Strip> test = DigitsOption.testStrips(digits);
        HeldOut parts = HeldOut.of(digits.train(), config);
        Trainer trainer =
                SilentOutput.during(() -> new Trainer(config, model.weights(), model.processor(), identity.engine()));
        if (checkpoint.isPresent()) {
            checkpoint.get().restore(trainer);
        }
        TrainingState begin = trainer.state();
        ModelDirectory trained = new ModelDirectory(model.config(), trainer.trainedWeights(), model.processor());
        // now and not at the end: a process that is being stopped cannot start ImageIO any more
        folder.write(RunResults.sampleStrip(folder), StripPicture.png(test.get(0)));
        Trainer.End end;
        try (RunRecorder recorder = new RunRecorder(folder, trained, digits.source(), identity, begin.progress());
                ProgressDisplay display = new ProgressDisplay(err, Terminal.isThere(), config, begin.progress());
                Interruption interruption = Interruption.watch()) {
            if (checkpoint.isEmpty()) {
                recorder.onState(begin);
            }
            end = loop.run(trainer, this, parts, both(recorder, display), interruption::requested);
            recorder.leaveModels();
            if (end == Trainer.End.STOPPED) {
                sayHowToGoOn(trainer.state().progress(), loop, err);
                return;
            }
        } catch (StepLostException e) {
            throw new IOException(
                    e.getMessage() + "; what was reached before, step "
                            + trainer.state().progress().step() + ", is kept. To go on: "
                            + loop.toGoOn(shown(folder.root()).toString()),
                    e);
        }
        report(end, trainer.state().progress(), RunResults.leave(folder, test, digits.source()), out);
    }

    private static TrainingListener both(RunRecorder recorder, ProgressDisplay display) {
        return new TrainingListener() {
            @Override
            public void onStep(Step step) throws IOException {
                display.onStep(step);
                recorder.onStep(step);
            }

            @Override
            public void onEvaluation(Evaluation evaluation, boolean best) throws IOException {
                recorder.onEvaluation(evaluation, best);
                display.onEvaluation(evaluation, best);
            }

            @Override
            public void onState(TrainingState state) throws IOException {
                recorder.onState(state);
            }
        };
    }

    private void sayHowToGoOn(Progress reached, RunLoop loop, PrintWriter err) {
        err.printf(
                "trocr4j: stopped behind step %d of %d; all is kept. To go on: %s%n",
                reached.step(),
                identity.recipe().training().steps(),
                loop.toGoOn(shown(folder.root()).toString()));
        err.flush();
    }

    private void report(Trainer.End end, Progress reached, SequenceMetrics metrics, PrintWriter out) {
        TrainingConfig config = identity.recipe().training();
        out.printf(
                Locale.ROOT,
                "%nTrained on %,d strips in %s%s. Digits: %s.%n%d strips that it has not seen, read with the %s:%n%n%s%n",
                reached.step() * config.stripsPerStep(),
                ProgressDisplay.duration(reached.seconds()),
                end == Trainer.End.NO_PATIENCE
                        ? " (ended early: no better model for " + config.patience() + " epochs)"
                        : "",
                digits.source(),
                metrics.strips(),
                reached.best() < 0
                        ? "last model"
                        : "model of step " + reached.bestStep() + ", the best on held-out digits",
                MetricsTable.text(metrics));
        Path root = shown(folder.root());
        out.printf("Model:    %s (and %s)%n", root.resolve("best"), root.resolve("last"));
        out.printf("To see:   %s, %s%n", root.resolve("report.html"), root.resolve("readings.png"));
        out.printf(
                "To read:  %s%n",
                Invocation.of("predict --model " + root.resolve("best") + " "
                        + root.resolve(RunResults.sampleStrip(folder).getFileName())));
        out.flush();
    }

    /** As the user sees it from here. */
    private static Path shown(Path root) {
        Path here = Path.of("").toAbsolutePath();
        return root.startsWith(here) ? here.relativize(root) : root;
    }
}
