package io.github.trocr4j.spark.train;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.model.NativeFloats;
import io.github.trocr4j.train.PresetJson;
import io.github.trocr4j.train.RunIdentity;
import java.io.IOException;
import java.io.Serializable;
import java.util.UUID;

/**
 * What every worker gets once: all of a training but what changes with each step.
 *
 * @param run tells runs of one process apart
 * @param workers how many share each step
 * @param recipe as {@link PresetJson} writes it, with the model of the run
 * @param processor preprocessor_config.json
 * @param kernels what computes
 * @param values all parameters in their order, of which those that are trained come anew with each step
 * @param images of the digits to learn from, {@link DigitSet#images}
 * @param labels of the same
 */
@SuppressWarnings("ArrayRecordComponent") // travels, and is never compared
record TrainingSetup(
        String run,
        int workers,
        String recipe,
        String processor,
        Kernels kernels,
        float[][] values,
        byte[] images,
        byte[] labels)
        implements Serializable {

    static TrainingSetup of(RunIdentity identity, ModelDirectory model, DigitSet digits, int workers)
            throws IOException {
        return new TrainingSetup(
                UUID.randomUUID().toString(),
                workers,
                PresetJson.write(identity.recipe()),
                ImageProcessorConfigFile.text(model.processor().config()),
                identity.kernels(),
                model.weights().arrays().values().stream()
                        .map(NativeFloats::values)
                        .toArray(float[][]::new),
                digits.images(),
                digits.labels());
    }
}
