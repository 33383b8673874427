package io.github.trocr4j.convert;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.ImageProcessorConfigFile;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * From a checkpoint of HuggingFace's {@code VisionEncoderDecoderModel} to a model of this project: the same one, one for
 * another input size, or one with a fresh head that reads digits. Every tensor is accounted for; see {@link ImportReport}.
 *
 * <p>One tensor at a time is in the heap; the model itself lies outside of it.
 */
public final class CheckpointImporter {
    private CheckpointImporter() {}

    /**
     * A model and where it comes from.
     *
     * @param model the model
     * @param report what became of each tensor
     */
    public record Imported(ModelDirectory model, ImportReport report) {}

    /**
     * Imports a checkpoint.
     *
     * @param directory holds the checkpoint's config.json, and its preprocessor_config.json; where that is missing the
     *     model gets what HF's TrOCR does. The processor's size becomes the model's in any case
     * @throws CheckpointException if a tensor is missing, unknown, mis-shaped or unreadable; names it and both shapes
     * @throws IOException if a configuration is missing or wrong
     * @throws IllegalArgumentException if the patches do not divide the new image size
     */
    public static Imported read(Path directory, Checkpoint checkpoint, Options options) throws IOException {
        TrOcrConfig source = ConfigJson.read(directory.resolve("config.json"));
        TrOcrConfig target = target(source, options);
        ImportPlan plan = ImportPlan.of(source, target, checkpoint, options.seed());
        ImageProcessorConfig processor = processor(directory, target.encoder().imageSize());
        ModelDirectory model = new ModelDirectory(target, plan.weights(), new TrOcrImageProcessor(processor));
        return new Imported(model, plan.report());
    }

    private static TrOcrConfig target(TrOcrConfig source, Options options) {
        TrOcrConfig target = source;
        if (options.head() == Options.Head.DIGITS && source.digitHead().isEmpty()) {
            target =
                    new TrOcrConfig(source.encoder(), fiveDigits(source.decoder()), Optional.of(DigitHead.FIVE_DIGITS));
        }
        return options.imageSize().map(target::withImageSize).orElse(target);
    }

    /** The same decoder over ten digits and a start token; rows have a fixed length, so nothing ends or pads them. */
    private static TrOcrDecoderConfig fiveDigits(TrOcrDecoderConfig decoder) {
        int start = DigitHead.FIVE_DIGITS.bosRow();
        return TrOcrDecoderConfigBuilder.builder(decoder)
                .vocabSize(start + 1)
                .decoderStartTokenId(start)
                .padTokenId(OptionalInt.empty())
                .eosTokenId(OptionalInt.empty())
                .build();
    }

    private static ImageProcessorConfig processor(Path directory, ImageSize size) throws IOException {
        Path file = directory.resolve("preprocessor_config.json");
        return Files.exists(file)
                ? ImageProcessorConfigFile.read(file).withSize(size.height(), size.width())
                : ImageProcessorConfig.trOcr(size.height(), size.width());
    }

    /**
     * What a checkpoint is to become.
     *
     * @param head what the model shall read
     * @param imageSize input of the model; empty for the checkpoint's own
     * @param seed of the tensors that begin fresh
     */
    public record Options(Head head, Optional<ImageSize> imageSize, long seed) {
        /** Nothing is changed. */
        public static final Options UNCHANGED = new Options(Head.ORIGINAL, Optional.empty(), 0);

        /** Refuses null. */
        public Options {
            Objects.requireNonNull(head, "head");
            Objects.requireNonNull(imageSize, "imageSize");
        }

        /** What the model reads. */
        public enum Head {
            /** Five digits. A checkpoint that reads text gets a fresh embedding and a fresh projection for them. */
            DIGITS,
            /** Whatever the checkpoint reads. */
            ORIGINAL
        }
    }
}
