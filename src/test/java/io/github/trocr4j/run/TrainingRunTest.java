package io.github.trocr4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.BatchPlan;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains, stops, resumes and evaluates without the command line, as an application would. */
class TrainingRunTest {
    private static final Digits DIGITS = GeneratedDigits.generate(1, 300, 50);

    @TempDir
    Path runs;

    @Test
    void aStoppedRunEndsLikeAnUninterruptedOne() throws IOException {
        TrainingRun whole = begin("whole");
        TrainingRun.Trained end = whole.train(new TrainingRun.Listener() {}, () -> false);
        assertThat(end.end()).isEqualTo(Trainer.End.FINISHED);
        assertThat(end.progress().step()).isEqualTo(8);

        StopAfter three = new StopAfter(3);
        TrainingRun.Trained stopped = begin("stopped").train(three, three::isReached);
        assertThat(stopped.end()).isEqualTo(Trainer.End.STOPPED);
        assertThat(stopped.progress().step()).isEqualTo(3);

        TrainingRun resumed = TrainingRun.resume(runs.resolve("stopped"), DIGITS);
        StopAfter never = new StopAfter(Long.MAX_VALUE);
        resumed.train(never, never::isReached);
        assertThat(never.steps).containsExactly(4L, 5L, 6L, 7L, 8L);
        assertThat(never.evaluations).isPositive();
        assertThat(weights("stopped")).isEqualTo(weights("whole"));

        EvaluationResult figures = (EvaluationResult) resumed.evaluate();
        assertThat(figures.metrics().strips()).isEqualTo(10);
        assertThat(figures.readings()).hasSameSizeAs(figures.strips());
        assertThat(figures.metrics().exact().fraction()).isBetween(0.0, 1.0);
        assertThat(figures.text()).contains("10 strips of " + DIGITS.source());
        assertThat(resumed.folder().evaluationJson()).content().isEqualTo(figures.json() + "\n");
        assertThat(resumed.folder().report()).content().contains("<h1>stopped</h1>");
    }

    @Test
    void aRunResumesWithItsOwnDigitsOnly() throws IOException {
        StopAfter one = new StopAfter(1);
        begin("run").train(one, one::isReached);
        Digits others = GeneratedDigits.generate(2, 300, 50);
        assertThatThrownBy(() -> TrainingRun.resume(runs.resolve("run"), others))
                .isInstanceOfSatisfying(
                        StoppedRun.CannotResumeException.class,
                        e -> assertThat(e.reason()).isEqualTo(StoppedRun.CannotResumeException.Reason.OTHER_DATA))
                .hasMessageStartingWith("Training digits: the run has those of SHA-256 ");
    }

    @Test
    void onlyOneProcessTrainsInAFolder() throws IOException {
        TrainingRun run = begin("run");
        TrainingRun.Listener second = new TrainingRun.Listener() {
            @Override
            public void onStep(Step step) throws IOException {
                run.train(new TrainingRun.Listener() {}, () -> false);
            }
        };
        assertThatThrownBy(() -> run.train(second, () -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in use: another process trains there");
    }

    @Test
    void tooFewDigitsForAStripAreRefused() throws IOException {
        RunFolder folder = RunFolder.create(runs, "few");
        Digits few = GeneratedDigits.generate(1, 300, 4);
        assertThatThrownBy(() -> TrainingRun.begin(folder, recipe(), SmallModels.digits(), few))
                .isInstanceOf(IOException.class)
                .hasMessage("The test set of " + few.source() + " has 4 digits; a strip needs 5.");
    }

    private TrainingRun begin(String name) throws IOException {
        ModelDirectory model = SmallModels.digits();
        return TrainingRun.begin(RunFolder.create(runs, name), recipe(), model, DIGITS);
    }

    private static Preset recipe() throws IOException {
        Preset quick = Preset.named("quick").orElseThrow();
        TrainingConfig training = quick.training().with(new BatchPlan(8, 1)).withSteps(8);
        return quick.with(training);
    }

    private byte[] weights(String name) throws IOException {
        return Files.readAllBytes(runs.resolve(name).resolve("last/model.safetensors"));
    }

    /** Requests a stop after a step, and records the events. */
    private static final class StopAfter implements TrainingRun.Listener {
        private final long last;
        private final List<Long> steps = new ArrayList<>();
        private int evaluations;

        StopAfter(long last) {
            this.last = last;
        }

        @Override
        public void onStep(Step step) {
            steps.add(step.step());
        }

        @Override
        public void onEvaluation(Evaluation evaluation, boolean best) {
            evaluations++;
        }

        boolean isReached() {
            return steps.contains(last);
        }
    }
}
