package io.github.trocr4j.spark.train;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.distributed.TrainingWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The workers of an executor, one for each task that runs at the same time. They are kept from step to step, since a graph
 * takes a second to build; tasks come and go, so the process is what keeps them, and with it a static field. Only those of
 * one run are kept: an executor has one run at a time.
 */
final class ExecutorWorkers {
    private static final AtomicReference<ExecutorWorkers> HERE = new AtomicReference<>();

    private final TrainingSetup setup;
    private final DigitSet digits;
    private final ConcurrentLinkedDeque<TrainingWorker> idle = new ConcurrentLinkedDeque<>();

    private ExecutorWorkers(TrainingSetup setup) {
        this.setup = setup;
        this.digits = new DigitSet(setup.images(), setup.labels());
    }

    /** Those of this run in this process. */
    static ExecutorWorkers of(TrainingSetup setup) {
        return HERE.updateAndGet(
                before -> before != null && before.setup.run().equals(setup.run())
                        ? before
                        : new ExecutorWorkers(setup));
    }

    /** One that nobody uses; {@link #giveBack} it. */
    TrainingWorker take() throws IOException {
        TrainingWorker worker = idle.pollFirst();
        return worker != null ? worker : make();
    }

    /** For the next task. One that failed is not given back. */
    void giveBack(TrainingWorker worker) {
        idle.addFirst(worker);
    }

    /** One after the other: what SameDiff does while it builds graphs has not been proven safe for threads. */
    private TrainingWorker make() throws IOException {
        synchronized (HERE) {
            NativeStart.apply(OptionalInt.of(setup.threads()));
            Preset recipe = Preset.parse("recipe", setup.recipe().getBytes(StandardCharsets.UTF_8));
            ModelDirectory model =
                    ModelDirectory.fresh(recipe.model(), recipe.training().seed());
            return new TrainingWorker(
                    recipe.training(),
                    model.weights(),
                    new TrOcrImageProcessor(ImageProcessorConfigFile.parse(
                            Path.of("preprocessor_config.json"),
                            setup.preprocessor().getBytes(StandardCharsets.UTF_8))),
                    GraphEngine.valueOf(setup.engine()),
                    digits);
        }
    }
}
