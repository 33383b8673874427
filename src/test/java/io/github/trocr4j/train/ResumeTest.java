package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.NativeFloats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of 40 steps over two epochs is resumed from each of its steps. */
@Tag("slow")
class ResumeTest {
    private static final Digits DIGITS = GeneratedDigits.generate(11, 800, 50); // 160 strips: 20 steps of 8 per epoch
    private static final List<Strip> VALIDATION = SequenceDataset.inOrder(DIGITS.test());
    private static final TrainingConfig CONFIG = SmallTraining.of(40, 4, 2)
            .muonScale(2)
            .emaDecay(0.9)
            .layerDecay(0.8)
            .saveSteps(1)
            .build();
    private static final TrainingState.RunIdentity IDENTITY = new TrainingState.RunIdentity(
            new Preset("small", "", SmallModels.digits().config(), CONFIG),
            DIGITS.train().sha256(),
            2,
            GraphEngine.PLANNED);

    @TempDir
    Path directory;

    /** Losses and accuracies by step, and the final state. */
    private record Ran(
            Map<Long, Double> losses,
            Map<Long, Double> accuracies,
            Map<String, float[]> end,
            TrainingState.Progress progress) {}

    @Test
    void resumingFromAnyStepGivesTheSameBits() throws IOException {
        Ran whole = run(trainer(), true);
        assertThat(whole.losses).hasSize(40);
        assertThat(whole.accuracies.keySet()).containsExactly(20L, 40L);
        for (long step = 0; step <= 40; step++) {
            long begin = step;
            Trainer trainer = trainer();
            TrainingCheckpoint checkpoint = new CheckpointFolder(directory.resolve("from-" + step))
                    .newest()
                    .checkpoint()
                    .orElseThrow();
            assertThat(checkpoint.progress().step()).isEqualTo(step);
            assertThat(checkpoint.identity()).isEqualTo(IDENTITY);
            checkpoint.restore(trainer);
            Ran rest = run(trainer, false);
            whole.losses.forEach((at, loss) -> assertThat(rest.losses.get(at))
                    .as("loss of step %d from %d", at, begin)
                    .isEqualTo(at > begin ? loss : null));
            whole.accuracies.forEach(
                    (at, accuracy) -> assertThat(rest.accuracies.get(at)).isEqualTo(at > begin ? accuracy : null));
            assertThat(rest.end.keySet()).isEqualTo(whole.end.keySet());
            whole.end.forEach((name, values) -> assertThat(rest.end.get(name))
                    .as("%s from step %d", name, begin)
                    .isEqualTo(values));
            assertThat(rest.progress.best()).isEqualTo(whole.progress.best());
            assertThat(rest.progress.bestStep()).isEqualTo(whole.progress.bestStep());
        }
    }

    private Ran run(Trainer trainer, boolean keep) throws IOException {
        Map<Long, Double> losses = new TreeMap<>();
        Map<Long, Double> accuracies = new TreeMap<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStep(Step step) {
                losses.put(step.step(), step.loss());
            }

            @Override
            public void onEvaluation(Evaluation evaluation, boolean best) {
                accuracies.put(evaluation.step().step(), evaluation.score().accuracy());
            }

            @Override
            public void onState(TrainingState state) throws IOException {
                if (keep) {
                    new CheckpointFolder(
                                    directory.resolve("from-" + state.progress().step()))
                            .write(state, IDENTITY);
                }
            }
        };
        if (keep) {
            listener.onState(trainer.state());
        }
        trainer.run(DIGITS.train(), VALIDATION, listener, () -> false);
        Map<String, float[]> end = new LinkedHashMap<>();
        trainer.state().tensors().forEach((name, array) -> end.put(name, NativeFloats.values(array)));
        return new Ran(losses, accuracies, end, trainer.state().progress());
    }

    private static Trainer trainer() {
        ModelDirectory model = SmallModels.digits();
        return new Trainer(CONFIG, model.weights(), model.processor(), GraphEngine.PLANNED);
    }
}
