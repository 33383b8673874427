package io.github.trocr4j.spark.train;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.io.Serializable;
import java.util.UUID;

/**
 * What a worker must know of a run: sent to each executor once. The digits go along, 43 MB of MNIST's: so executors need no
 * file system in common and have the run's digits for sure.
 *
 * @param run a name that no other run has
 * @param recipe as {@link Preset} writes it
 * @param preprocessor as {@link ImageProcessorConfigFile} writes it
 * @param engine who computes
 * @param threads of each worker
 * @param images of the digits to learn from, as in {@link DigitSet}
 * @param labels of them
 */
@SuppressWarnings("ArrayRecordComponent") // sent, never compared
public record TrainingSetup(
        String run, String recipe, String preprocessor, String engine, int threads, byte[] images, byte[] labels)
        implements Serializable {
    /** Of this run, with the digits that it learns from, held-out ones taken away. */
    public static TrainingSetup of(TrainingState.RunIdentity identity, TrOcrImageProcessor processor, DigitSet train)
            throws IOException {
        return new TrainingSetup(
                UUID.randomUUID().toString(),
                identity.recipe().json(),
                ImageProcessorConfigFile.text(processor.config()),
                identity.engine().name(),
                identity.threads(),
                train.images(),
                train.labels());
    }
}
