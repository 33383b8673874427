package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.DigitHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Valid TrOCR models that cannot read pictures are rejected when they are loaded. */
class ReadableModelTest {
    @TempDir
    Path folder;

    @Test
    void aHeadWithoutTenClasses() {
        assertRefused(
                SmallModels.model(SmallModels.config(Optional.of(new DigitHead(9, 5, 10, Decoding.AUTOREGRESSIVE)))),
                "config.json: digit_head.classes: expected 10, one for each digit, found 9.");
    }

    @Test
    void moreDigitsThanTheDecoderHasPositions() {
        assertRefused(
                SmallModels.model(SmallModels.config(Optional.of(new DigitHead(10, 9, 10, Decoding.AUTOREGRESSIVE)))),
                "config.json: digit_head.length: expected at most decoder.max_position_embeddings, 8, found 9.");
    }

    @Test
    void aProcessorOfAnotherSize() {
        assertRefused(
                withProcessor(ImageProcessorConfig.trOcr(32, 80)),
                "preprocessor_config.json: size: expected 16x80 as in config.json, found 32x80.");
    }

    @Test
    void aProcessorThatDoesNotResize() {
        ImageProcessorConfig usual = ImageProcessorConfig.trOcr(16, 80);
        assertRefused(
                withProcessor(new ImageProcessorConfig(
                        false,
                        usual.height(),
                        usual.width(),
                        usual.fit(),
                        usual.resample(),
                        usual.doRescale(),
                        usual.rescaleFactor(),
                        usual.doNormalize(),
                        usual.imageMean(),
                        usual.imageStd())),
                "preprocessor_config.json: expected do_resize true");
    }

    @Test
    void weightsThatAreNotFinite() throws IOException {
        ModelDirectory model = SmallModels.digits();
        Weights weights = Weights.from(model.config(), (key, shape) -> {
            float[] values = model.weights().values(key);
            if (key.equals("encoder.embeddings.cls_token")) {
                Arrays.fill(values, Float.NaN);
            }
            return values;
        });
        new ModelDirectory(model.config(), weights, model.processor()).save(folder);
        assertThatThrownBy(() -> LineReader.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith(
                        "model.safetensors: tensor 'encoder.embeddings.cls_token' expected finite numbers,"
                                + " found NaN in 16 of 16 values; use a checkpoint from before the training diverged,"
                                + " or, if numbers were too large for F16, one that was saved as F32 or BF16.");
        assertThatThrownBy(() -> new ModelDirectory(model.config(), weights, model.processor()).reader())
                .isInstanceOf(CheckpointException.class);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(ModelDirectory model, String sentence) {
        return assertThatThrownBy(() -> {
                    model.save(folder);
                    LineReader.load(folder).close();
                })
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(sentence);
    }

    private static ModelDirectory withProcessor(ImageProcessorConfig processor) {
        ModelDirectory model = SmallModels.digits();
        return new ModelDirectory(model.config(), model.weights(), new TrOcrImageProcessor(processor));
    }
}
