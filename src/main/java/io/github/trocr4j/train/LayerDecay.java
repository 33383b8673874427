package io.github.trocr4j.train;

import io.github.trocr4j.model.TrOcrConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Layer-wise decay of the learning rate (Bao et al. 2022, BEiT): layers far from the output learn more slowly. Depth
 * counts through the whole model: the encoder's embeddings, its layers, the decoder's layers, its head. Other
 * parameters belong to the adjacent layer: the encoder's last LayerNorm to its last layer, the decoder's embeddings to
 * its first.
 */
final class LayerDecay {
    private static final Pattern ENCODER = Pattern.compile("encoder\\.encoder\\.layer\\.(\\d+)\\..*");
    private static final Pattern DECODER = Pattern.compile("decoder\\.model\\.decoder\\.layers\\.(\\d+)\\..*");

    private LayerDecay() {}

    /** Returns the factor for the learning rate of a parameter; 1 at the head. */
    static double scale(String key, TrOcrConfig config, double decay) {
        int top = config.encoder().numHiddenLayers() + config.decoder().decoderLayers() + 1;
        return Math.pow(decay, top - depth(key, config));
    }

    private static int depth(String key, TrOcrConfig config) {
        int encoderLayers = config.encoder().numHiddenLayers();
        Matcher layer = ENCODER.matcher(key);
        if (layer.matches()) {
            return 1 + Integer.parseInt(layer.group(1));
        }
        layer = DECODER.matcher(key);
        if (layer.matches()) {
            return encoderLayers + 1 + Integer.parseInt(layer.group(1));
        }
        if (key.startsWith("encoder.embeddings.")) {
            return 0;
        }
        if (key.startsWith("encoder.")) {
            return encoderLayers;
        }
        if (key.startsWith("decoder.model.")) {
            return encoderLayers + 1;
        }
        return encoderLayers + config.decoder().decoderLayers() + 1;
    }
}
