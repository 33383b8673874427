package io.github.trocr4j;

import io.github.trocr4j.graph.Initialisation;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import io.github.trocr4j.model.ViTConfig;
import io.github.trocr4j.model.ViTConfigBuilder;
import io.github.trocr4j.text.CharacterVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Untrained models that read in milliseconds. Their weights are large, so that different pictures get different digits.
 */
public final class SmallModels {
    private static final double SPREAD = 0.5;
    private static final int HIDDEN = 16;
    private static final int TOKENS = 1500;
    private static final String LAST_NORM = "decoder.model.decoder.layers.0.final_layer_norm.";

    private SmallModels() {}

    /** Returns a model that reads five digits from 16x80 pixels. */
    public static ModelDirectory digits() {
        return model(config(Optional.of(DigitHead.FIVE_DIGITS)));
    }

    /** Returns a model without a digit head. */
    public static ModelDirectory text() {
        return model(config(Optional.empty()));
    }

    /** Returns a model that reads up to seven digits as characters, and the end token; it finds rows. */
    public static ModelDirectory numbers() {
        return digits().withCharacters(CharacterVocabulary.of("0123456789"), 7, 1)
                .withReading(new ReadingConfig(true, 1, 0));
    }

    /**
     * Returns a model of characters with these logits at each position, whatever the picture shows.
     *
     * @param logits by character; the end token is '$', and all others have 0
     */
    public static ModelDirectory constant(ModelDirectory model, Map<Character, Float> logits) {
        Weights weights = Weights.from(model.config(), (key, shape) -> switch (key) {
            case LAST_NORM + "weight" -> new float[HIDDEN];
            case LAST_NORM + "bias" -> {
                float[] first = new float[HIDDEN];
                first[0] = 1;
                yield first;
            }
            case ParameterShapes.OUTPUT_PROJECTION -> {
                float[] projection = new float[Math.toIntExact(shape[0] * shape[1])];
                logits.forEach((character, logit) -> {
                    int id = character == '$'
                            ? CharacterVocabulary.EOS
                            : model.characters().orElseThrow().id(character);
                    projection[id * HIDDEN] = logit;
                });
                yield projection;
            }
            default -> model.weights().values(key);
        });
        return new ModelDirectory(model.config(), weights, model.processor(), model.characters(), model.reading());
    }

    /** Writes the digit model to a directory. */
    public static Path save(Path directory) throws IOException {
        digits().save(directory);
        return directory;
    }

    /** Writes a model of text to a directory: BPE, as TrOCR-base, with the files that HuggingFace has there. */
    public static Path saveText(Path directory) throws IOException {
        Path family = FamilyGoldens.path("vit-tied");
        TrOcrConfig config = ConfigJson.read(family.resolve("config.json"));
        TrOcrDecoderConfig decoder = TrOcrDecoderConfigBuilder.builder(config.decoder())
                .vocabSize(TOKENS)
                .dropout(0)
                .build();
        model(new TrOcrConfig(config.encoder(), decoder, Optional.empty())).save(directory);
        Files.copy(
                family.resolve("generation_config.json"),
                directory.resolve("generation_config.json"),
                StandardCopyOption.REPLACE_EXISTING);
        Path tokenizer = FamilyGoldens.path("tokenizers").resolve("roberta");
        for (String name : List.of("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json")) {
            Files.copy(tokenizer.resolve(name), directory.resolve(name));
        }
        return directory;
    }

    /** Returns fresh weights for a configuration, and its processor. */
    public static ModelDirectory model(TrOcrConfig config) {
        return new ModelDirectory(config, Initialisation.weights(config, 7), ModelDirectory.processorFor(config));
    }

    /** Five tokens from 16x80 pixels. */
    public static TrOcrConfig config(Optional<DigitHead> head) {
        TrOcrConfig compact = TrOcrConfig.compact();
        ViTConfig encoder = ViTConfigBuilder.builder(compact.encoder())
                .hiddenSize(HIDDEN)
                .numHiddenLayers(1)
                .numAttentionHeads(2)
                .intermediateSize(32)
                .initializerRange(SPREAD)
                .imageSize(new ImageSize(16, 80))
                .patchSize(8)
                .build();
        TrOcrDecoderConfig decoder = TrOcrDecoderConfigBuilder.builder(compact.decoder())
                .dModel(16)
                .decoderLayers(1)
                .decoderAttentionHeads(2)
                .decoderFfnDim(32)
                .maxPositionEmbeddings(8)
                .dropout(0)
                .initStd(SPREAD)
                .crossAttentionHiddenSize(HIDDEN)
                .build();
        return new TrOcrConfig(encoder, decoder, head);
    }
}
