package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.report.MetricsTable;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One run from the first step to the figures. */
record TrainingRun(RunFolder folder, TrainingConfig config, ModelDirectory model, Digits digits, List<Strip> test) {

    void execute(Kernels kernels, PrintWriter out, PrintWriter err) throws IOException {
        long start = System.nanoTime();
        Trainer trainer = SilentOutput.during(() -> new Trainer(config, model.weights(), model.processor(), kernels));
        try (RunRecorder recorder = new RunRecorder(folder, model, digits.source(), test.get(0));
                ProgressDisplay display = new ProgressDisplay(err, Terminal.isThere(), config.steps());
                Interruption interruption = Interruption.watch()) {
            trainer.run(digits.train(), test, both(recorder, display, out, start), interruption::requested);
        }
    }

    private TrainingListener both(RunRecorder recorder, ProgressDisplay display, PrintWriter out, long start) {
        return new TrainingListener() {
            @Override
            public void onStep(Step step) throws IOException {
                display.onStep(step);
                recorder.onStep(step);
            }

            @Override
            public void onEvaluation(Evaluation evaluation) throws IOException {
                recorder.onEvaluation(evaluation);
                display.onEvaluation(evaluation);
                if (evaluation.last()) {
                    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
                    report(evaluation, recorder.sampleStrip(), seconds, out);
                }
            }
        };
    }

    private void report(TrainingListener.Evaluation evaluation, Path sample, double seconds, PrintWriter out) {
        boolean early = evaluation.step().step() < config.steps();
        out.printf(
                Locale.ROOT,
                "%nTrained on %,d strips in %s%s. Digits: %s.%n%d strips that it has not seen:%n%n%s%n",
                evaluation.step().stripsSeen(),
                ProgressDisplay.duration(seconds),
                early ? " (ended early after step " + evaluation.step().step() + " of " + config.steps() + ")" : "",
                digits.source(),
                evaluation.metrics().strips(),
                MetricsTable.text(evaluation.metrics()));
        Path here = Path.of("").toAbsolutePath();
        Path root = folder.root().startsWith(here) ? here.relativize(folder.root()) : folder.root();
        out.printf("Model:    %s (and %s)%n", root.resolve("best"), root.resolve("last"));
        out.printf("To see:   %s, %s%n", root.resolve("report.html"), root.resolve("readings.png"));
        out.printf(
                "To read:  %s%n",
                Invocation.of("predict --model " + root.resolve("best") + " " + root.resolve(sample.getFileName())));
        out.flush();
    }
}
