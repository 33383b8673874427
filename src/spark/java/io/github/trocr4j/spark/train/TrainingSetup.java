package io.github.trocr4j.spark.train;

import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.io.Serializable;
import java.util.UUID;

/**
 * What a worker needs to know about a run; sent to each executor once. It includes the training data, so that executors
 * need no shared file system and certainly have the run's data.
 *
 * @param run a unique name of the run
 * @param recipe as {@link Preset} writes it
 * @param preprocessor as {@link ImageProcessorConfigFile} writes it
 * @param engine the name of the {@link io.github.trocr4j.engine.GraphEngine}
 * @param threads the computing threads of each worker
 * @param data the training data
 */
public record TrainingSetup(
        String run, String recipe, String preprocessor, String engine, int threads, SentData data)
        implements Serializable {
    /** Creates the setup of a run; {@code data} excludes what is held out. */
    public static TrainingSetup of(TrainingState.RunIdentity identity, TrOcrImageProcessor processor, SentData data)
            throws IOException {
        return new TrainingSetup(
                UUID.randomUUID().toString(),
                identity.recipe().json(),
                ImageProcessorConfigFile.text(processor.config()),
                identity.engine().name(),
                identity.threads(),
                data);
    }
}
