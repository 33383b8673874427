package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.ReadingSelection;
import io.github.trocr4j.report.LearningCurve;
import io.github.trocr4j.report.MetricsCsv;
import io.github.trocr4j.report.MetricsJson;
import io.github.trocr4j.report.MetricsRow;
import io.github.trocr4j.report.MetricsTable;
import io.github.trocr4j.report.PicturedReading;
import io.github.trocr4j.report.ReadingsPicture;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Leaves in the run folder what a run is to leave: models, metrics.csv, learning curve, pictures, figures. */
final class RunRecorder implements TrainingListener, AutoCloseable {
    private static final int PICTURED = 20;
    private static final int EVERY = 10;

    private final RunFolder folder;
    private final ModelDirectory model;
    private final List<Strip> test;
    private final String digits;
    private final MetricsCsv metrics;
    private double best = -1;
    private double losses;
    private int steps;
    private Step previous;

    /** {@code model} holds the very weights that are trained; {@code test} are all test strips, in order. */
    RunRecorder(RunFolder folder, ModelDirectory model, List<Strip> test, String digits) throws IOException {
        this.folder = folder;
        this.model = model;
        this.test = test;
        this.digits = digits;
        this.metrics = MetricsCsv.append(folder.metrics());
    }

    @Override
    public void onStep(Step step) throws IOException {
        losses += step.loss();
        steps++;
        if (step.step() % EVERY == 0) {
            double rate = (step.stripsSeen() - (previous == null ? 0 : previous.stripsSeen()))
                    / (step.seconds() - (previous == null ? 0 : previous.seconds()));
            metrics.write(MetricsRow.training(
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
        metrics.write(MetricsRow.evaluation(
                evaluation.step().step(),
                (int) evaluation.epochs(),
                evaluation.step().stripsSeen(),
                OptionalDouble.empty(),
                evaluation.metrics().exactStrips(),
                evaluation.metrics().digitAccuracy(),
                evaluation.step().seconds()));
        leaveCurve();
    }

    private void leaveCurve() throws IOException {
        folder.write(
                folder.learningCurve(),
                LearningCurve.svg(folder.root().getFileName() + ": " + digits, MetricsCsv.read(folder.metrics())));
    }

    private void leaveFigures(Evaluation evaluation) throws IOException {
        List<ReadStrip> readings = evaluation.readings();
        folder.write(folder.evaluationText(), MetricsTable.text(evaluation.metrics()));
        folder.write(folder.evaluationJson(), MetricsJson.json(evaluation.metrics()));
        String title = String.format(
                Locale.ROOT,
                "%,d of %,d strips read exactly; digits: %s",
                evaluation.metrics().exact().hits(),
                evaluation.metrics().strips(),
                digits);
        folder.write(folder.readings(), picture(title, readings, ReadingSelection.mixed(readings, PICTURED)));
        List<Integer> worst = ReadingSelection.worst(readings, PICTURED);
        if (!worst.isEmpty()) {
            folder.write(folder.errors(), picture("The worst errors; " + title, readings, worst));
        }
        folder.write(sampleStrip(), StripPicture.png(test.get(0)));
    }

    private byte[] picture(String title, List<ReadStrip> readings, List<Integer> chosen) {
        int apart = test.size() / readings.size();
        return ReadingsPicture.png(
                title,
                chosen.stream()
                        .map(i -> new PicturedReading(
                                test.get(i * apart).pixels(), Strip.WIDTH, Strip.HEIGHT, readings.get(i)))
                        .toList());
    }

    /** A strip to try the model on. */
    Path sampleStrip() {
        return folder.root().resolve("strip.png");
    }

    @Override
    public void close() throws IOException {
        metrics.close();
    }
}
