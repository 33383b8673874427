package io.github.trocr4j.cli;

import io.github.trocr4j.report.RunKind;
import io.github.trocr4j.run.DigitTrainingData;
import io.github.trocr4j.run.Evaluated;
import io.github.trocr4j.run.TrainingRun;
import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Trains and evaluates a run, printing its progress and then the figures, or how to resume it. */
final class TrainOutput {
    private TrainOutput() {}

    /** Trains until the end or until the user stops it; evaluates at the end. */
    static void run(TrainingRun run, TrainOptions.Steps steps, PrintWriter out, PrintWriter err) throws IOException {
        TrainingConfig config = run.identity().recipe().training();
        String shown = shown(run.folder().root()).toString();
        TrainingRun.Trained trained;
        try (Watch watch = new Watch(run, err)) {
            trained = Terminal.silencingOutput(() -> run.train(steps.loop(), watch, watch::stopRequested));
            if (trained.end() == Trainer.End.STOPPED) { // printed while the watch delays the shutdown of the process
                err.printf(
                        "trocr4j: stopped after step %d of %d; nothing is lost. To resume: %s%n",
                        trained.progress().step(), config.steps(), steps.resumeCommand(shown));
                err.flush();
                return;
            }
        } catch (StepLostException e) {
            throw new IOException(e.getMessage() + ". To resume: " + steps.resumeCommand(shown), e);
        }
        Evaluated result;
        try (Terminal.ReadingProgress progress =
                Terminal.ReadingProgress.start(run.data().counts(config).test())) {
            result = run.evaluate(progress::advance);
        }
        report(run, trained, result, out);
    }

    /** Shows progress and watches for Ctrl-C until the models are written. */
    private static final class Watch implements TrainingRun.Listener, AutoCloseable {
        private final TrainingRun run;
        private final PrintWriter err;
        private ProgressDisplay display;
        private Interruption interruption;

        Watch(TrainingRun run, PrintWriter err) {
            this.run = run;
            this.err = err;
        }

        @Override
        public void onStart(TrainingState.Progress begin) {
            RunWork work = RunWork.of(run.identity().recipe().training(), run.data());
            display = new ProgressDisplay(err, Terminal.isPresent(), work, begin, System::nanoTime);
            interruption = Interruption.watch();
        }

        @Override
        public void onStep(Step step) {
            display.onStep(step);
        }

        @Override
        public void onEvaluation(Evaluation evaluation, boolean best) {
            display.onEvaluation(evaluation, best);
        }

        boolean stopRequested() {
            return interruption.requested();
        }

        @Override
        public void close() {
            if (interruption != null) {
                interruption.close();
                display.close();
            }
        }
    }

    private static void report(TrainingRun run, TrainingRun.Trained trained, Evaluated result, PrintWriter out)
            throws IOException {
        TrainingConfig config = run.identity().recipe().training();
        TrainingState.Progress reached = trained.progress();
        out.printf(
                Locale.ROOT,
                "%nTrained on %,d %ss in %s%s. %s: %s.%n%d %ss that it has not seen, read with the" + " %s:%n%n%s%n",
                reached.step() * config.stripsPerStep(),
                run.data().picture(),
                ProgressDisplay.duration(reached.seconds()),
                trained.end() == Trainer.End.NO_PATIENCE
                        ? " (ended early: no better model for " + config.patience() + " epochs)"
                        : "",
                run.data() instanceof DigitTrainingData ? "Digits" : "Data",
                run.data().source(),
                result.metrics().pictures(),
                run.data().picture(),
                reached.best() < 0
                        ? "last model"
                        : "model of step " + reached.bestStep() + ", the best on held-out "
                                + (run.data() instanceof DigitTrainingData ? "digits" : "lines"),
                result.table());
        Path root = shown(run.folder().root());
        out.printf("Model:    %s (and %s)%n", root.resolve("best"), root.resolve("last"));
        out.printf(
                "Report:   %s, %s%n",
                root.resolve("report.html"),
                root.resolve(run.data().kind() == RunKind.LINES ? "readings.svg" : "readings.png"));
        out.printf(
                "Read:     %s%n",
                ShellCommand.of(List.of(
                        "predict",
                        "--model",
                        root.resolve("best").toString(),
                        root.resolve(run.data().sample(run.folder()).getFileName())
                                .toString())));
        out.flush();
    }

    /** Returns a path relative to the working directory, if it is inside. */
    private static Path shown(Path root) {
        Path here = Path.of("").toAbsolutePath();
        return root.startsWith(here) ? here.relativize(root) : root;
    }
}
