package io.github.trocr4j.graph;

import io.github.trocr4j.model.TrOcrDecoderConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The text decoder of TrOCR (Li et al. 2021): a post-LN transformer with cross-attention; HF:
 * {@code modeling_trocr.py}.
 */
final class TrOcrDecoder {
    /** Name of the logits. */
    static final String LOGITS = "decoder.output_projection";

    private static final String CROSS_ATTENTION = "cross_attentions.";

    private final TrOcrDecoderConfig config;
    private final Dropout dropout;

    TrOcrDecoder(TrOcrDecoderConfig config, Dropout dropout) {
        this.config = config;
        this.dropout = dropout;
    }

    /** The keys and values of one attention, each [B, heads, T, head_dim]. */
    record KeyValue(SDVariable key, SDVariable value) {}

    /**
     * The output of one pass.
     *
     * @param logits rows [B*L, V]
     * @param self keys and values of each layer's self-attention, including those of earlier tokens
     */
    record Output(SDVariable logits, List<KeyValue> self) {}

    /** Returns the names of the probabilities of each layer's cross-attention, [B, heads, L, T]. */
    static List<String> crossAttentions(int layers) {
        return IntStream.range(0, layers).mapToObj(i -> CROSS_ATTENTION + i).toList();
    }

    /** Computes the keys and values of each layer's cross-attention from encoder rows [B*T, hidden]. */
    List<KeyValue> crossKeyValues(SDVariable encoderHiddenStates, int encoderTokens, Parameters p) {
        List<KeyValue> all = new ArrayList<>();
        for (int i = 0; i < config.decoderLayers(); i++) {
            Parameters attention = layer(p, i).in("encoder_attn");
            all.add(keyValue(encoderHiddenStates, encoderTokens, attention));
        }
        return all;
    }

    /**
     * Computes the token embeddings of a sequence for training, as a product, so that the table gets gradients.
     *
     * @param oneHotIds rows [B*L, vocabulary]
     * @return rows [B*L, d_model], scaled, without positions
     */
    SDVariable embedTokens(SDVariable oneHotIds, Parameters p) {
        SDVariable embedded = p.sd().mmul(oneHotIds, body(p).in("embed_tokens").get("weight"));
        SDVariable scaled = config.scaleEmbedding() ? embedded.mul(Math.sqrt(config.dModel())) : embedded;
        return body(p).in("embed_tokens").stage(scaled);
    }

    /** Adds the positions 0 to L-1 to rows [B*L, d_model]. */
    SDVariable addPositions(SDVariable tokens, int length, Parameters p) {
        int first = TrOcrDecoderConfig.POSITION_OFFSET;
        SDVariable positions = body(p).in("embed_positions")
                .get("weight")
                .get(SDIndex.interval(first, first + length), SDIndex.all()); // [L, d]
        int d = config.dModel();
        return tokens.reshape(-1, length, d) // [B, L, d]
                .add(positions.reshape(1, length, d)) // [B, L, d]
                .reshape(-1, d); // [B*L, d]
    }

    /** Adds all layers to a graph for one sequence of each picture; otherwise as below. */
    Output forward(
            SDVariable embedded,
            int length,
            Optional<SDVariable> mask,
            List<KeyValue> past,
            List<KeyValue> cross,
            Parameters p) {
        return forward(embedded, length, 1, mask, past, cross, p);
    }

    /**
     * Adds all layers to a graph.
     *
     * @param embedded token embeddings plus positions, rows [S*L, d_model] of S sequences
     * @param length L
     * @param beams adjacent sequences that attend to the same picture; 1 if L is greater than 1
     * @param mask causal mask [1, 1, L, L]; empty if each token may attend to all tokens
     * @param past each layer's keys and values of earlier tokens, [S, ...]; empty if there are none
     * @param cross each layer's keys and values from the encoder, [S / beams, ...]
     * @param p the scope of {@code model} and {@code output_projection}
     */
    Output forward(
            SDVariable embedded,
            int length,
            int beams,
            Optional<SDVariable> mask,
            List<KeyValue> past,
            List<KeyValue> cross,
            Parameters p) {
        SDVariable x = embedded;
        if (config.layernormEmbedding()) {
            x = norm(x, body(p).in("layernorm_embedding"));
        }
        x = dropout.at(config.dropout()).apply(x, length, config.dModel());
        List<KeyValue> self = new ArrayList<>();
        for (int i = 0; i < config.decoderLayers(); i++) {
            Parameters layer = layer(p, i);
            KeyValue own = keyValue(x, length, layer.in("self_attn"));
            self.add(past.isEmpty() ? own : append(past.get(i), own, p.sd()));
            x = layer(x, length, beams, mask, self.get(i), cross.get(i), i, layer);
        }
        return new Output(project(x, p), self);
    }

    private SDVariable project(SDVariable x, Parameters p) {
        if (!config.tieWordEmbeddings()) {
            return Layers.linear(x, p.in("output_projection"));
        }
        SDVariable embedding = body(p).in("embed_tokens").get("weight"); // [V, d]
        return p.in("output_projection").stage(p.sd().mmul(x, embedding, false, true, false));
    }

    private SDVariable layer(
            SDVariable x,
            int length,
            int beams,
            Optional<SDVariable> mask,
            KeyValue self,
            KeyValue cross,
            int i,
            Parameters p) {
        Dropout rate = dropout.at(config.dropout());
        int d = config.dModel();
        SDVariable attended = attention(x, length, mask, self, "decoder_attentions." + i, p.in("self_attn"));
        x = norm(x.add(rate.apply(attended, length, d)), p.in("self_attn_layer_norm"));
        String crossName = CROSS_ATTENTION + i;
        attended = attention(x, length * beams, Optional.empty(), cross, crossName, p.in("encoder_attn"));
        x = norm(x.add(rate.apply(attended, length, d)), p.in("encoder_attn_layer_norm"));
        SDVariable inner = Layers.activation(config.activationFunction(), Layers.linear(x, p.in("fc1")), p.engine());
        inner = p.in("activation_fn").stage(inner);
        inner = dropout.at(config.activationDropout()).apply(inner, length, config.decoderFfnDim());
        x = norm(x.add(rate.apply(Layers.linear(inner, p.in("fc2")), length, d)), p.in("final_layer_norm"));
        return p.stage(x);
    }

    private SDVariable attention(
            SDVariable x, int length, Optional<SDVariable> mask, KeyValue keyValue, String name, Parameters p) {
        int heads = config.decoderAttentionHeads();
        int headDim = config.headDim();
        SDVariable query = Layers.linear(x, p.in("q_proj")).mul(1 / Math.sqrt(headDim));
        SDVariable context = Layers.attention(
                Layers.splitHeads(query, length, heads, headDim), keyValue.key(), keyValue.value(), mask, name);
        return Layers.linear(Layers.mergeHeads(context, heads, headDim), p.in("out_proj"));
    }

    private KeyValue keyValue(SDVariable rows, int tokens, Parameters p) {
        int heads = config.decoderAttentionHeads();
        return new KeyValue(
                Layers.splitHeads(Layers.linear(rows, p.in("k_proj")), tokens, heads, config.headDim()),
                Layers.splitHeads(Layers.linear(rows, p.in("v_proj")), tokens, heads, config.headDim()));
    }

    private static KeyValue append(KeyValue past, KeyValue own, SameDiff sd) {
        return new KeyValue(sd.concat(2, past.key(), own.key()), sd.concat(2, past.value(), own.value()));
    }

    private SDVariable norm(SDVariable x, Parameters p) {
        return Layers.layerNorm(x, TrOcrDecoderConfig.LAYER_NORM_EPS, p);
    }

    private static Parameters layer(Parameters p, int i) {
        return body(p).in("layers").in(i);
    }

    private static Parameters body(Parameters p) {
        return p.in("model").in("decoder");
    }

    /**
     * Returns the mean of attention probabilities over layers and heads.
     *
     * @param layers probabilities of each layer, [B, heads, L, T]
     * @return [B][L][T]
     */
    static float[][][] mean(List<INDArray> layers) {
        INDArray first = layers.get(0);
        int heads = (int) first.size(1);
        int tokens = (int) first.size(3);
        float[][][] mean = new float[(int) first.size(0)][(int) first.size(2)][tokens];
        float share = 1f / (layers.size() * heads);
        for (INDArray layer : layers) {
            float[] values = layer.dup('c').data().asFloat();
            int at = 0;
            for (float[][] picture : mean) {
                for (int head = 0; head < heads; head++) {
                    for (float[] token : picture) {
                        for (int i = 0; i < tokens; i++) {
                            token[i] += share * values[at++];
                        }
                    }
                }
            }
        }
        return mean;
    }
}
