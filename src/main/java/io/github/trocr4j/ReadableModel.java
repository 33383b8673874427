package io.github.trocr4j;

import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.ImageSize;
import java.io.IOException;
import java.nio.file.Path;

/** Checks that a model can read pictures. */
final class ReadableModel {
    private ReadableModel() {}

    /**
     * Throws an exception if the model cannot read pictures; the message names the file, what was expected and what was
     * found.
     */
    static void require(Path directory, ModelSettings model) throws IOException {
        Path config = directory.resolve("config.json");
        if (model.config().digitHead().isPresent()) {
            requireDigits(config, model, model.config().digitHead().get());
        }
        int channels = model.config().encoder().numChannels();
        if (channels != TrOcrImageProcessor.CHANNELS) {
            throw new ConfigException(config + ": encoder.num_channels: expected " + TrOcrImageProcessor.CHANNELS
                    + ", found " + channels + ".");
        }
        requireSize(directory.resolve("preprocessor_config.json"), model);
    }

    private static void requireDigits(Path config, ModelSettings model, DigitHead head) throws ConfigException {
        int digits = DigitHead.FIVE_DIGITS.classes();
        if (head.classes() != digits) {
            throw new ConfigException(config + ": digit_head.classes: expected " + digits
                    + ", one for each digit, found " + head.classes() + ".");
        }
        int positions = model.config().decoder().maxPositionEmbeddings();
        if (head.length() > positions) {
            throw new ConfigException(config + ": digit_head.length: expected at most decoder.max_position_embeddings, "
                    + positions + ", found " + head.length() + ".");
        }
    }

    private static void requireSize(Path file, ModelSettings model) throws ConfigException {
        ImageProcessorConfig processor = model.processor().config();
        ImageSize size = model.config().encoder().imageSize();
        if (!processor.doResize()) {
            throw new ConfigException(file + ": expected do_resize true, because the model takes pictures of " + size
                    + " only, found false.");
        }
        if (processor.height() != size.height() || processor.width() != size.width()) {
            throw new ConfigException(file + ": size: expected " + size + " as in config.json, found "
                    + processor.height() + "x" + processor.width() + ".");
        }
    }
}
