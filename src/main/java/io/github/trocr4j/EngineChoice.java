package io.github.trocr4j;

import io.github.trocr4j.forward.JavaTrOcr;
import io.github.trocr4j.model.ImageToText;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.ViTConfig;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/**
 * What computes a model. Plain Java begins within milliseconds and needs nothing; ND4J takes a third of a second to
 * load, and computes larger models faster.
 *
 * @param nd4j what loads a model into ND4J; empty for plain Java
 * @param threads the most threads
 */
record EngineChoice(Optional<ImageToText.Provider> nd4j, OptionalInt threads) {
    /** Multiplications of an encoder for a picture, above which ND4J is worth its start; see docs/embedding.md. */
    private static final long SMALL = 300_000_000;

    /**
     * Chooses, and begins to load ND4J if that is the choice.
     *
     * @throws IllegalArgumentException if the options demand ND4J, and it is not there
     */
    static EngineChoice of(TrOcrConfig config, ReaderOptions options) {
        Optional<ImageToText.Provider> provider = options.engine() == ReaderOptions.Engine.JAVA
                ? Optional.empty()
                : ServiceLoader.load(ImageToText.Provider.class, EngineChoice.class.getClassLoader())
                        .findFirst()
                        .filter(ImageToText.Provider::isAvailable);
        if (options.engine() == ReaderOptions.Engine.ND4J && provider.isEmpty()) {
            throw new IllegalArgumentException("engine: expected ND4J on the class path, found none; add"
                    + " org.nd4j:nd4j-native, or choose the engine java or auto");
        }
        if (options.engine() == ReaderOptions.Engine.AUTO) {
            provider = provider.filter(found -> found.isOnGpu() || multiplications(config) > SMALL);
        }
        provider.ifPresent(ImageToText.Provider::startInBackground);
        return new EngineChoice(provider, options.threads());
    }

    /** Returns how many multiplications the matrices of the encoder's layers need for a picture. */
    private static long multiplications(TrOcrConfig config) {
        ViTConfig encoder = config.encoder();
        long width = encoder.hiddenSize();
        long layer = width * (4 * width + 2L * encoder.intermediateSize());
        return encoder.numHiddenLayers() * layer * encoder.tokens(encoder.imageSize());
    }

    ReaderOptions.Engine engine() {
        return nd4j.isPresent() ? ReaderOptions.Engine.ND4J : ReaderOptions.Engine.JAVA;
    }

    /** Reads the weights of a model. */
    ImageToText load(ModelTensors tensors) throws IOException {
        return nd4j.isPresent() ? nd4j.get().load(tensors, threads) : JavaTrOcr.load(tensors, javaThreads(threads));
    }

    /** Returns the number of threads of plain Java: one for each processor unless there is another limit. */
    static int javaThreads(OptionalInt threads) {
        return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }
}
