package io.github.trocr4j.cli;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.report.MetricsTable;
import io.github.trocr4j.run.TrainingRun;
import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code train} says of a run while it trains, and at its end: how to go on, or the figures. */
final class TrainOutput {
    private static final String LAUNCHER = "trocr4j.command";

    private TrainOutput() {}

    /** Trains until the end or until the user stops it; then, at the end, evaluates. */
    static void run(TrainingRun run, TrainOptions.Steps steps, PrintWriter out, PrintWriter err) throws IOException {
        TrainingConfig config = run.identity().recipe().training();
        String shown = shown(run.folder().root()).toString();
        TrainingRun.Trained trained;
        try (Watch watch = new Watch(run, err)) {
            trained = Terminal.silently(() -> run.train(steps.loop(), watch, watch::stopRequested));
            if (trained.end() == Trainer.End.STOPPED) { // said while the watch holds a process that is being stopped
                err.printf(
                        "trocr4j: stopped after step %d of %d; nothing is lost. To resume: %s%n",
                        trained.progress().step(), config.steps(), steps.toGoOn(shown));
                err.flush();
                return;
            }
        } catch (StepLostException e) {
            throw new IOException(e.getMessage() + ". To resume: " + steps.toGoOn(shown), e);
        }
        SequenceMetrics metrics;
        try (Terminal.ReadingProgress progress =
                Terminal.ReadingProgress.start(run.digits().test().size() / Strip.LENGTH)) {
            metrics = run.evaluate(progress::advance).metrics();
        }
        report(run, trained, metrics, out);
    }

    /** From the start of the run until its models are written: the display, and Ctrl-C. */
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
            RunWork work = RunWork.of(run.identity().recipe().training(), run.digits());
            display = new ProgressDisplay(err, Terminal.isThere(), work, begin, System::nanoTime);
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

    private static void report(TrainingRun run, TrainingRun.Trained trained, SequenceMetrics metrics, PrintWriter out) {
        TrainingConfig config = run.identity().recipe().training();
        TrainingState.Progress reached = trained.progress();
        out.printf(
                Locale.ROOT,
                "%nTrained on %,d strips in %s%s. Digits: %s.%n%d strips that it has not seen, read with the %s:%n%n%s%n",
                reached.step() * config.stripsPerStep(),
                ProgressDisplay.duration(reached.seconds()),
                trained.end() == Trainer.End.NO_PATIENCE
                        ? " (ended early: no better model for " + config.patience() + " epochs)"
                        : "",
                run.digits().source(),
                metrics.strips(),
                reached.best() < 0
                        ? "last model"
                        : "model of step " + reached.bestStep() + ", the best on held-out digits",
                MetricsTable.text(metrics));
        Path root = shown(run.folder().root());
        out.printf("Model:    %s (and %s)%n", root.resolve("best"), root.resolve("last"));
        out.printf("Report:   %s, %s%n", root.resolve("report.html"), root.resolve("readings.png"));
        out.printf(
                "Read:     %s%n",
                command("predict --model " + root.resolve("best") + " "
                        + root.resolve(run.folder().sampleStrip().getFileName())));
        out.flush();
    }

    /** As the user sees it from here. */
    private static Path shown(Path root) {
        Path here = Path.of("").toAbsolutePath();
        return root.startsWith(here) ? here.relativize(root) : root;
    }

    /** How the user who started this program would start it again for a verb; {@code bin/trocr4j} says how in a system property. */
    static String command(String arguments) {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher != null) {
            return launcher + " " + arguments;
        }
        try {
            Path code = Path.of(TrainOutput.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (code.toString().endsWith(".jar")) {
                return "java -jar " + Path.of("").toAbsolutePath().relativize(code) + " " + arguments;
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // a class loader of another kind: the command of the README will do
        }
        return "mvn -q compile exec:java -Dexec.args=\"" + arguments + "\"";
    }
}
