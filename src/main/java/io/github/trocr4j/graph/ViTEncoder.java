package io.github.trocr4j.graph;

import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.PositionInterpolation;
import io.github.trocr4j.model.ViTConfig;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The pre-LN vision transformers that TrOCR uses as its encoder: ViT (Dosovitskiy et al. 2021) and DeiT (Touvron et al.
 * 2021), which adds the distillation token; HF: {@code modeling_vit.py} and {@code modeling_deit.py}.
 */
final class ViTEncoder {
    /** Name of the output of {@link #forward}. */
    static final String LAST_HIDDEN_STATE = "encoder.layernorm";

    private final ViTConfig config;
    private final ImageSize size;
    private final Dropout dropout;
    private final double dropPath;

    /**
     * Creates an encoder.
     *
     * @param size size of the input in pixels; may differ from the checkpoint's
     */
    ViTEncoder(ViTConfig config, ImageSize size, Dropout dropout) {
        this(config, size, dropout, 0);
    }

    /**
     * Creates an encoder for training.
     *
     * @param dropPath stochastic depth: probability that a branch of the last layer is dropped for an image; from 0 in
     *     the first layer, it rises linearly, as in DeiT
     */
    ViTEncoder(ViTConfig config, ImageSize size, Dropout dropout, double dropPath) {
        this.dropPath = dropPath;
        this.config = config;
        this.size = size;
        this.dropout = dropout;
    }

    /**
     * Adds the encoder to a graph.
     *
     * @param patches rows of {@link Patches}, [B*T, channels*patch*patch]
     * @param p the scope {@code encoder}
     * @return the last hidden state, rows [B*T, hidden]
     */
    SDVariable forward(SDVariable patches, Parameters p) {
        SDVariable x = embeddings(patches, p.in("embeddings"));
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            x = layer(x, i, p.in("encoder").in("layer").in(i));
        }
        return Layers.layerNorm(x, config.layerNormEps(), p.in("layernorm"));
    }

    private SDVariable embeddings(SDVariable patches, Parameters p) {
        SameDiff sd = p.sd();
        int d = config.hiddenSize();
        Parameters projection = p.in("patch_embeddings").in("projection");
        // HF's convolution with stride = kernel = patch equals a product with the flattened kernel.
        SDVariable kernel = projection.get("weight").reshape(d, config.patchValues()); // [d, patchValues]
        SDVariable x = sd.mmul(patches, kernel, false, true, false); // [B*T, d]

        // Patches has zero rows for the special tokens, so tokens, bias and positions can be added as one table.
        SDVariable positions = p.get("position_embeddings").reshape(-1, d); // [S + N, d]
        SDVariable special = p.get("cls_token").reshape(1, d);
        if (config.distillationToken()) {
            special = sd.concat(0, special, p.get("distillation_token").reshape(1, d));
        }
        int specialTokens = config.specialTokens(); // S
        special = special.add(positions.get(SDIndex.interval(0, specialTokens), SDIndex.all())); // [S, d]
        int rows = config.tokens(config.imageSize());
        SDVariable grid = positions.get(SDIndex.interval(specialTokens, rows), SDIndex.all()); // [N, d]
        if (!size.equals(config.imageSize())) {
            grid = sd.mmul(interpolation(p), grid); // [N', d]
        }
        SDVariable table = sd.concat(0, special, grid.add(projection.get("bias"))); // [T, d]
        int tokens = config.tokens(size);
        SDVariable embedded = x.reshape(-1, tokens, d).add(table.reshape(1, tokens, d)); // [B, T, d]
        Dropout rate = dropout.at(config.hiddenDropoutProb());
        return p.stage(rate.apply(embedded.reshape(-1, d), tokens, d)); // [B*T, d]
    }

    /** A product with a constant matrix, so gradients propagate to the table of positions. */
    private SDVariable interpolation(Parameters p) {
        return p.sd().constant(
                        "position_interpolation",
                        Nd4j.create(PositionInterpolation.matrix(config, size))
                                .castTo(p.weights().dataType()));
    }

    private SDVariable layer(SDVariable x, int i, Parameters p) {
        Dropout hidden = dropout.at(config.hiddenDropoutProb());
        double dropped = dropPath * i / Math.max(1, config.numHiddenLayers() - 1);
        int tokens = config.tokens(size);
        int d = config.hiddenSize();
        double eps = config.layerNormEps();
        SDVariable attended = attention(Layers.layerNorm(x, eps, p.in("layernorm_before")), i, p.in("attention"));
        x = x.add(hidden.applyToBranch(attended, dropped, tokens, d));
        SDVariable inner = Layers.linear(Layers.layerNorm(x, eps, p.in("layernorm_after")), p.in("intermediate.dense"));
        inner = p.in("intermediate").stage(Layers.activation(config.hiddenAct(), inner, p.engine()));
        SDVariable output = Layers.linear(inner, p.in("output.dense"));
        return p.stage(x.add(hidden.applyToBranch(output, dropped, tokens, d)));
    }

    private SDVariable attention(SDVariable x, int i, Parameters p) {
        int heads = config.numAttentionHeads();
        int headDim = config.headDim();
        int tokens = config.tokens(size);
        Parameters qkv = p.in("attention");
        SDVariable query = Layers.linear(x, qkv.in("query")).mul(1 / Math.sqrt(headDim));
        SDVariable context = Layers.attention(
                Layers.splitHeads(query, tokens, heads, headDim),
                Layers.splitHeads(Layers.linear(x, qkv.in("key")), tokens, heads, headDim),
                Layers.splitHeads(Layers.linear(x, qkv.in("value")), tokens, heads, headDim),
                Optional.empty(),
                "encoder_attentions." + i);
        return Layers.linear(Layers.mergeHeads(context, heads, headDim), p.in("output.dense"));
    }
}
