package io.github.trocr4j.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names and shapes of a model's parameters, with the keys of HF's checkpoints. This list is used to check
 * checkpoints, to initialise weights and to write them.
 */
public final class ParameterShapes {
    /** The key of the token embedding. */
    public static final String EMBED_TOKENS = "decoder.model.decoder.embed_tokens.weight";

    /** The key of the projection to the outputs. Models whose projection is tied to the embedding do not have it. */
    public static final String OUTPUT_PROJECTION = "decoder.output_projection.weight";

    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private ParameterShapes() {}

    /** Returns the shapes by key, in the order of the data flow. */
    public static Map<String, long[]> of(TrOcrConfig config) {
        ParameterShapes all = new ParameterShapes();
        all.encoder(config.encoder());
        all.decoder(config.decoder(), config.outputs());
        return Collections.unmodifiableMap(all.shapes);
    }

    /** Returns the number of values in all parameters. */
    public static long count(TrOcrConfig config) {
        return of(config).values().stream().mapToLong(ParameterShapes::length).sum();
    }

    /** Returns the number of values in an array of this shape. */
    public static long length(long[] shape) {
        long length = 1;
        for (long dimension : shape) {
            length *= dimension;
        }
        return length;
    }

    private void encoder(ViTConfig c) {
        long d = c.hiddenSize();
        String embeddings = "encoder.embeddings.";
        put(embeddings + "cls_token", 1, 1, d);
        if (c.distillationToken()) {
            put(embeddings + "distillation_token", 1, 1, d);
        }
        put(embeddings + "position_embeddings", 1, c.tokens(c.imageSize()), d);
        put(embeddings + "patch_embeddings.projection.weight", d, c.numChannels(), c.patchSize(), c.patchSize());
        put(embeddings + "patch_embeddings.projection.bias", d);
        for (int i = 0; i < c.numHiddenLayers(); i++) {
            String layer = "encoder.encoder.layer." + i + ".";
            layerNorm(layer + "layernorm_before", d);
            for (String name : new String[] {"query", "key", "value"}) {
                put(layer + "attention.attention." + name + ".weight", d, d);
                if (c.qkvBias()) {
                    put(layer + "attention.attention." + name + ".bias", d);
                }
            }
            linear(layer + "attention.output.dense", d, d);
            layerNorm(layer + "layernorm_after", d);
            linear(layer + "intermediate.dense", c.intermediateSize(), d);
            linear(layer + "output.dense", d, c.intermediateSize());
        }
        layerNorm("encoder.layernorm", d);
    }

    private void decoder(TrOcrDecoderConfig c, int outputs) {
        long d = c.dModel();
        String decoder = "decoder.model.decoder.";
        put(EMBED_TOKENS, c.vocabSize(), d);
        if (c.useLearnedPositionEmbeddings()) {
            put(decoder + "embed_positions.weight", c.positionRows(), d);
        }
        if (c.layernormEmbedding()) {
            layerNorm(decoder + "layernorm_embedding", d);
        }
        for (int i = 0; i < c.decoderLayers(); i++) {
            String layer = decoder + "layers." + i + ".";
            attention(layer + "self_attn.", d, d);
            layerNorm(layer + "self_attn_layer_norm", d);
            attention(layer + "encoder_attn.", d, c.crossAttentionHiddenSize());
            layerNorm(layer + "encoder_attn_layer_norm", d);
            linear(layer + "fc1", c.decoderFfnDim(), d);
            linear(layer + "fc2", d, c.decoderFfnDim());
            layerNorm(layer + "final_layer_norm", d);
        }
        if (!c.tieWordEmbeddings()) {
            put(OUTPUT_PROJECTION, outputs, d);
        }
    }

    private void attention(String prefix, long d, long keyValueWidth) {
        linear(prefix + "q_proj", d, d);
        linear(prefix + "k_proj", d, keyValueWidth);
        linear(prefix + "v_proj", d, keyValueWidth);
        linear(prefix + "out_proj", d, d);
    }

    private void linear(String prefix, long out, long in) {
        put(prefix + ".weight", out, in);
        put(prefix + ".bias", out);
    }

    private void layerNorm(String prefix, long d) {
        put(prefix + ".weight", d);
        put(prefix + ".bias", d);
    }

    private void put(String key, long... shape) {
        shapes.put(key, shape);
    }
}
