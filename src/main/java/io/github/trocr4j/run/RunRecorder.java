package io.github.trocr4j.run;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.report.EventFile;
import io.github.trocr4j.report.LearningCurve;
import io.github.trocr4j.report.MetricsCsv;
import io.github.trocr4j.report.MetricsRow;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.CheckpointFolder;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalDouble;

/**
 * Writes the files of a run while it trains: models, checkpoints, metrics.csv, events for TensorBoard, the learning
 * curve.
 */
final class RunRecorder implements TrainingListener, AutoCloseable {
    private final RunFolder folder;
    private final ModelDirectory model;
    private final TrainingData data;
    private final TrainingState.RunIdentity identity;
    private final CheckpointFolder checkpoints;
    private final MetricsCsv metrics;
    private final EventFile events;
    private long stripsBefore;
    private double secondsBefore;

    /**
     * Starts or continues recording.
     *
     * @param model the model to save, with the weights that training changes
     * @param reached the progress of the run so far
     */
    RunRecorder(
            RunFolder folder,
            ModelDirectory model,
            TrainingData data,
            TrainingState.RunIdentity identity,
            TrainingState.Progress reached)
            throws IOException {
        this.folder = folder;
        this.model = model;
        this.data = data;
        this.identity = identity;
        this.checkpoints = new CheckpointFolder(folder.checkpoints());
        this.metrics = MetricsCsv.continueAt(folder.metrics(), data.kind(), reached.step());
        this.events = Files.isDirectory(folder.tensorBoard())
                ? EventFile.resume(folder.tensorBoard(), data.kind(), InstantSource.system(), reached.step())
                : EventFile.begin(folder.tensorBoard(), data.kind(), InstantSource.system());
        this.stripsBefore = reached.step() * identity.recipe().training().stripsPerStep();
        this.secondsBefore = reached.seconds();
    }

    @Override
    public void onStep(Step step) throws IOException {
        double rate = (step.stripsSeen() - stripsBefore) / (step.seconds() - secondsBefore);
        write(MetricsRow.training(
                step.step(),
                step.epoch() + 1,
                step.stripsSeen(),
                step.loss(),
                step.learningRate(),
                step.gradientNorm(),
                rate,
                step.seconds()));
        stripsBefore = step.stripsSeen();
        secondsBefore = step.seconds();
    }

    @Override
    public void onEvaluation(Evaluation evaluation, boolean best) throws IOException {
        if (best) {
            save(folder.best());
        }
        save(folder.last());
        write(MetricsRow.evaluation(
                evaluation.step().step(),
                (int) evaluation.epochs(),
                evaluation.step().stripsSeen(),
                OptionalDouble.empty(),
                evaluation.score().exactShare(),
                evaluation.score() instanceof LineMetrics lines
                        ? lines.cer().value()
                        : evaluation.score().accuracy(),
                evaluation.step().seconds()));
        writeCurve();
    }

    private void save(Path to) throws IOException {
        model.save(to);
        data.addFiles(to);
    }

    private void write(MetricsRow row) throws IOException {
        metrics.write(row);
        events.write(row);
    }

    @Override
    public void onState(TrainingState state) throws IOException {
        checkpoints.write(state, identity);
    }

    /** Writes the last model after the last step, and also as the best model if none was chosen. */
    void writeModels() throws IOException {
        save(folder.last());
        if (!Files.exists(folder.best())
                || data.counts(identity.recipe().training()).validation() == 0) {
            save(folder.best());
        }
        writeCurve();
    }

    private void writeCurve() throws IOException {
        folder.write(
                folder.learningCurve(),
                LearningCurve.svg(
                        folder.root().getFileName() + ": " + data.source(),
                        data.kind(),
                        MetricsCsv.read(folder.metrics())));
    }

    @Override
    public void close() throws IOException {
        try (metrics;
                events) {
            // closes both even if one fails
        }
    }
}
