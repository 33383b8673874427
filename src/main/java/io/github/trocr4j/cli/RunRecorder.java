package io.github.trocr4j.cli;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadingSelection;
import io.github.trocr4j.report.EventFile;
import io.github.trocr4j.report.LearningCurve;
import io.github.trocr4j.report.MetricsCsv;
import io.github.trocr4j.report.MetricsRow;
import io.github.trocr4j.report.PicturedReading;
import io.github.trocr4j.report.ReadingsPicture;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Leaves in the run folder what a run is to leave: models, metrics.csv, learning curve, pictures, figures. */
final class RunRecorder implements TrainingListener, AutoCloseable {
    private static final int PICTURED = 20;
    private static final int EVERY = 10;

    private final RunFolder folder;
    private final ModelDirectory model;
    private final String digits;
    private final MetricsCsv metrics;
    private final EventFile events;
    private double best = -1;
    private double losses;
    private int steps;
    private Step previous;

    /** {@code model} holds the very weights that are trained. */
    RunRecorder(RunFolder folder, ModelDirectory model, String digits, Strip sample) throws IOException {
        this.folder = folder;
        this.model = model;
        this.digits = digits;
        this.metrics = MetricsCsv.append(folder.metrics());
        this.events = EventFile.begin(folder.tensorBoard(), InstantSource.system());
        // now and not at the end: a process that is being stopped cannot start ImageIO any more
        folder.write(sampleStrip(), StripPicture.png(sample));
    }

    @Override
    public void onStep(Step step) throws IOException {
        losses += step.loss();
        steps++;
        if (step.step() % EVERY == 0) {
            double rate = (step.stripsSeen() - (previous == null ? 0 : previous.stripsSeen()))
                    / (step.seconds() - (previous == null ? 0 : previous.seconds()));
            write(MetricsRow.training(
                    step.step(),
                    step.epoch() + 1,
                    step.stripsSeen(),
                    losses / steps,
                    step.learningRate(),
                    step.gradientNorm(),
                    rate,
                    step.seconds()));
            losses = 0;
            steps = 0;
            previous = step;
        }
    }

    @Override
    public void onEvaluation(Evaluation evaluation) throws IOException {
        if (evaluation.last()) {
            leaveFigures(evaluation);
            return;
        }
        model.save(folder.last());
        // ties go to the later model: it has seen more
        if (evaluation.metrics().digitAccuracy() >= best) {
            best = evaluation.metrics().digitAccuracy();
            model.save(folder.best());
        }
        write(MetricsRow.evaluation(
                evaluation.step().step(),
                (int) evaluation.epochs(),
                evaluation.step().stripsSeen(),
                OptionalDouble.empty(),
                evaluation.metrics().exactStrips(),
                evaluation.metrics().digitAccuracy(),
                evaluation.step().seconds()));
        leaveCurve();
    }

    private void write(MetricsRow row) throws IOException {
        metrics.write(row);
        events.write(row);
    }

    private void leaveCurve() throws IOException {
        folder.write(
                folder.learningCurve(),
                LearningCurve.svg(folder.root().getFileName() + ": " + digits, MetricsCsv.read(folder.metrics())));
    }

    private void leaveFigures(Evaluation evaluation) throws IOException {
        EvaluationReport report =
                new EvaluationReport(evaluation.metrics(), digits, folder.last().toString(), evaluation.seconds());
        folder.write(folder.evaluationText(), report.text());
        folder.write(folder.evaluationJson(), report.json() + "\n");
        leaveReadings(evaluation);
        ErrorsPicture.write(folder.errors(), digits, evaluation.strips(), evaluation.readings());
        try (DigitReader reader = DigitReader.of(model)) {
            RunReport.leave(folder, reader, evaluation.strips(), evaluation.readings());
        }
    }

    private void leaveReadings(Evaluation evaluation) throws IOException {
        String title = String.format(
                Locale.ROOT,
                "%,d of %,d strips read exactly; digits: %s",
                evaluation.metrics().exact().hits(),
                evaluation.metrics().strips(),
                digits);
        List<PicturedReading> some = ReadingSelection.mixed(evaluation.readings(), PICTURED).stream()
                .map(i -> new PicturedReading(
                        evaluation.strips().get(i).pixels(),
                        Strip.WIDTH,
                        Strip.HEIGHT,
                        evaluation.readings().get(i)))
                .toList();
        folder.write(folder.readings(), ReadingsPicture.png(title, some));
    }

    /** A strip to try the model on. */
    Path sampleStrip() {
        return folder.root().resolve("strip.png");
    }

    @Override
    public void close() throws IOException {
        try (metrics) {
            events.close();
        }
    }
}
