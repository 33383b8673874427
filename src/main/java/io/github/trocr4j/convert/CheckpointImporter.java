package io.github.trocr4j.convert;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.image.FoundProcessor;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.ConfigNode;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.GenerationConfigJson;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Converts a checkpoint of HuggingFace's {@code VisionEncoderDecoderModel} to a model of this project: unchanged, for
 * another input size, or with a newly initialised digit head. Every tensor is accounted for; see {@link ImportReport}.
 *
 * <p>Only one tensor at a time is on the Java heap; the model itself is in native memory.
 */
public final class CheckpointImporter {
    private CheckpointImporter() {}

    /**
     * An imported model and its report.
     *
     * @param model the model
     * @param report what became of each tensor
     */
    public record Imported(ModelDirectory model, ImportReport report) {}

    /**
     * Imports a checkpoint.
     *
     * @param directory holds the checkpoint's config.json, and its image processor where {@link FoundProcessor} finds
     *     it. The processor always gets the input size of the model
     * @throws CheckpointException if a tensor is missing, unknown, there twice, mis-shaped, unreadable, not finite or
     *     that of an adapter; the message names it and both shapes
     * @throws IOException if config.json is missing, or a configuration is invalid
     * @throws IllegalArgumentException if the new image size is not a multiple of the patch size
     */
    public static Imported read(Path directory, Checkpoint checkpoint, Options options) throws IOException {
        ModelTensors.requireNoAdapter(checkpoint); // before the config.json, which adapters lack
        ConfigNode configJson = ConfigJson.node(directory.resolve("config.json"));
        TrOcrConfig declared = ConfigJson.parse(configJson);
        Set<String> replaced = freshHead(declared, options).isPresent() ? ImportPlan.HEAD : Set.of();
        ModelTensors tensors = ModelTensors.of(declared, checkpoint, replaced);
        TrOcrConfig target = target(tensors.config(), options);
        ImportPlan plan = ImportPlan.of(target, tensors, checkpoint.path(), options.seed());
        FoundProcessor found = processor(directory, declared.encoder().imageSize());
        ImageSize size = target.encoder().imageSize();
        ImageProcessorConfig processor = found.config().withSize(size.height(), size.width());
        ModelDirectory model = new ModelDirectory(target, plan.weights(), new TrOcrImageProcessor(processor));
        return new Imported(
                target.digitHead().isEmpty() ? model.withGeneration(GenerationConfigJson.read(directory)) : model,
                plan.report(ConfigJson.unused(configJson)).with(found.remarks()));
    }

    private static TrOcrConfig target(TrOcrConfig source, Options options) {
        TrOcrConfig target = freshHead(source, options)
                .map(head -> new TrOcrConfig(source.encoder(), withHead(head, source.decoder()), Optional.of(head)))
                .orElse(source);
        return options.imageSize().map(target::withImageSize).orElse(target);
    }

    private static Optional<DigitHead> freshHead(TrOcrConfig source, Options options) {
        return source.digitHead().isPresent()
                ? Optional.empty()
                : options.head().freshHead();
    }

    /**
     * Returns the decoder with a vocabulary of the head's classes and a start token. Sequences have a fixed length, so
     * there are no end and padding tokens. Without a padding token, HF has learned positions only; they begin with the
     * values of sinusoidal ones.
     */
    private static TrOcrDecoderConfig withHead(DigitHead head, TrOcrDecoderConfig decoder) {
        int start = head.bosRow();
        return TrOcrDecoderConfigBuilder.builder(decoder)
                .vocabSize(start + 1)
                .decoderStartTokenId(start)
                .padTokenId(OptionalInt.empty())
                .eosTokenId(OptionalInt.empty())
                .useLearnedPositionEmbeddings(true)
                .tieWordEmbeddings(false)
                .build();
    }

    private static FoundProcessor processor(Path directory, ImageSize size) throws IOException {
        FoundProcessor found = FoundProcessor.in(directory, size.height(), size.width());
        ImageProcessorConfig config = found.config();
        if (!config.doResize() || (config.height() == size.height() && config.width() == size.width())) {
            return found;
        }
        List<String> remarks = new ArrayList<>(found.remarks());
        remarks.add("image processor: size " + config.height() + "x" + config.width() + ", but the model takes " + size
                + ", which counts");
        return new FoundProcessor(config, remarks);
    }

    /**
     * How to convert a checkpoint.
     *
     * @param head what the imported model reads
     * @param imageSize the input size of the model; empty for the checkpoint's own
     * @param seed the seed of newly initialised tensors
     */
    public record Options(Head head, Optional<ImageSize> imageSize, long seed) {
        /** Keeps the checkpoint's head and input size. */
        public static final Options UNCHANGED = new Options(Head.ORIGINAL, Optional.empty(), 0);

        /** Rejects null. */
        public Options {
            Objects.requireNonNull(head, "head");
            Objects.requireNonNull(imageSize, "imageSize");
        }

        /** What the model reads. */
        public enum Head {
            /**
             * Five digits. The token embedding and the output projection of a checkpoint that reads text are newly
             * initialised.
             */
            DIGITS,
            /** What the checkpoint reads. */
            ORIGINAL;

            /** Returns the head that a checkpoint without one gets. */
            Optional<DigitHead> freshHead() {
                return switch (this) {
                    case DIGITS -> Optional.of(DigitHead.FIVE_DIGITS);
                    case ORIGINAL -> Optional.empty();
                };
            }

            /** Returns the name in lower case, as in options. */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
