package io.github.trocr4j.spark.train;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.train.Examples;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.distributed.TrainingWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The workers of an executor, one for each concurrent task. They are kept between steps, because building a graph takes
 * a second. Tasks are short-lived, so a static field of the process holds them. Only the workers of one run are kept,
 * because an executor has one run at a time.
 */
final class ExecutorWorkers {
    private static final AtomicReference<ExecutorWorkers> HERE = new AtomicReference<>();

    private final TrainingSetup setup;
    private final Examples train;
    private final ConcurrentLinkedDeque<TrainingWorker> idle = new ConcurrentLinkedDeque<>();

    private ExecutorWorkers(TrainingSetup setup) {
        this.setup = setup;
        this.train = setup.data().examples(recipe(setup));
    }

    private static Preset recipe(TrainingSetup setup) {
        try {
            return Preset.parse("recipe", setup.recipe().getBytes(StandardCharsets.UTF_8));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns the workers of this run in this process. */
    static ExecutorWorkers of(TrainingSetup setup) {
        return HERE.updateAndGet(
                before -> before != null && before.setup.run().equals(setup.run())
                        ? before
                        : new ExecutorWorkers(setup));
    }

    /** Takes an idle worker, to be returned with {@link #giveBack}. */
    TrainingWorker take() throws IOException {
        TrainingWorker worker = idle.pollFirst();
        return worker != null ? worker : make();
    }

    /** Returns a worker for the next task. A worker that failed must not be returned. */
    void giveBack(TrainingWorker worker) {
        idle.addFirst(worker);
    }

    /** Creates one worker at a time, because SameDiff is not known to be thread-safe while it builds graphs. */
    private TrainingWorker make() throws IOException {
        synchronized (HERE) {
            NativeStart.apply(OptionalInt.of(setup.threads()));
            Preset recipe = recipe(setup);
            ModelDirectory model =
                    ModelDirectory.fresh(recipe.model(), recipe.training().seed());
            return new TrainingWorker(
                    recipe.training(),
                    model.weights(),
                    new TrOcrImageProcessor(ImageProcessorConfigFile.parse(
                            Path.of("preprocessor_config.json"),
                            setup.preprocessor().getBytes(StandardCharsets.UTF_8))),
                    GraphEngine.valueOf(setup.engine()),
                    setup.data().labelLength(recipe),
                    train);
        }
    }
}
