package io.github.trocr4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.CheckpointFolder;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.PresetJson;
import io.github.trocr4j.train.RunIdentity;
import io.github.trocr4j.train.TrainingCheckpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code train --resume RUN}: the newest undamaged checkpoint of a run, and whether this is still the same run. */
final class ResumedRun {
    private ResumedRun() {}

    /**
     * The run, ready to go on.
     *
     * @throws IOException one sentence, if it cannot go on or would be another run
     */
    static TrainingRun of(Path run, DigitsOption digits, PrintWriter err) throws IOException {
        RunFolder folder = RunFolder.open(run);
        if (!Files.isRegularFile(folder.config())) {
            throw new IOException(run + ": expected a run folder with config.json, found none there.");
        }
        Preset recipe = Preset.read(folder.config());
        CheckpointFolder.Found found = new CheckpointFolder(folder.checkpoints()).newest();
        found.damaged().forEach(sentence -> err.println("trocr4j: " + sentence));
        TrainingCheckpoint checkpoint = found.checkpoint()
                .orElseThrow(() -> new IOException(run
                        + (found.damaged().isEmpty()
                                ? ": was stopped before its first checkpoint, so nothing is lost: start it again."
                                : ": has no checkpoint that is undamaged; start a new run, --from " + run
                                        + "/last if that helps.")));
        RunIdentity before = checkpoint.identity();
        requireSame(folder.config(), PresetJson.tree(before.recipe()), PresetJson.tree(recipe), "");
        Digits data = digits.findAgain(Provenance.data(folder), GeneratedDigits.TRAIN_COUNT, err);
        if (!data.train().sha256().equals(before.trainDigitsSha256())) {
            throw new IOException("Training digits: the run has those of SHA-256 " + before.trainDigitsSha256()
                    + ", found " + data.source() + " with " + data.train().sha256()
                    + "; name the digits of the run with --data.");
        }
        if (!before.engine().runsOn(Backend.here())) {
            throw new IOException(run + ": began on the CPU with plans that no card can run, so it cannot go on in this"
                    + " build: go on with the build for the CPU, or start a new run, --from " + run + "/last.");
        }
        int threads = NativeStart.begin().threads();
        if (threads != before.threads()) {
            err.printf(
                    "trocr4j: the run computed with %d threads and goes on with %d: the last bits will differ from those"
                            + " of a run that was never stopped (--threads %d keeps them).%n",
                    before.threads(), threads, before.threads());
        }
        err.printf(
                "Going on behind step %,d of %,d; %s%n",
                checkpoint.progress().step(), recipe.training().steps(), folder.root());
        err.flush();
        ModelDirectory model = ModelDirectory.load(folder.last());
        RunIdentity identity = new RunIdentity(recipe, before.trainDigitsSha256(), threads, before.engine());
        return new TrainingRun(folder, identity, model, data, Optional.of(checkpoint));
    }

    private static void requireSame(Path config, JsonNode before, JsonNode now, String path) throws IOException {
        for (Map.Entry<String, JsonNode> entry : before.properties()) {
            JsonNode other = now.path(entry.getKey());
            if (entry.getValue().isObject()) {
                requireSame(config, entry.getValue(), other, path + entry.getKey() + ".");
            } else if (!entry.getValue().equals(other)) {
                throw new IOException(config + ": " + path + entry.getKey() + ": the checkpoint has " + entry.getValue()
                        + ", found " + other + "; a run goes on as it began. For another one: train --from RUN/last");
            }
        }
    }
}
