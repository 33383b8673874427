package io.github.trocr4j.forward;

import io.github.trocr4j.forward.Scratch.Use;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.SinusoidalPositions;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The text decoder of TrOCR (Li et al. 2021): a post-LN transformer with cross-attention; HF:
 * {@code modeling_trocr.py}.
 */
final class TextDecoder {
    private static final int CAPACITY = 16; // tokens that there is room for at first

    private final TrOcrDecoderConfig config;
    private final float[] embedTokens; // [V, d]
    private final float[] embedPositions; // [positions + 2, d]; null if they are sinusoidal
    private final SinusoidalPositions sinusoids; // null if positions are learned
    private final LayerNorm layernormEmbedding; // null if there is none
    private final Layer[] layers;
    private final Linear outputProjection;

    private record Layer(
            Attention selfAttn,
            LayerNorm selfAttnLayerNorm,
            Attention encoderAttn,
            LayerNorm encoderAttnLayerNorm,
            Linear fc1,
            Linear fc2,
            LayerNorm finalLayerNorm) {}

    TextDecoder(TrOcrConfig model, Parameters root) {
        this.config = model.decoder();
        Parameters p = root.in("decoder").in("model").in("decoder");
        double eps = TrOcrDecoderConfig.LAYER_NORM_EPS;
        embedTokens = root.get(ParameterShapes.EMBED_TOKENS);
        boolean learned = config.useLearnedPositionEmbeddings();
        embedPositions = learned ? p.get("embed_positions.weight") : null;
        sinusoids = SinusoidalPositions.of(config).orElse(null);
        layernormEmbedding = config.layernormEmbedding() ? p.layerNorm("layernorm_embedding", eps) : null;
        layers = IntStream.range(0, config.decoderLayers())
                .mapToObj(i -> layer(p.in("layers").in(Integer.toString(i)), eps))
                .toArray(Layer[]::new);
        float[] projection = config.tieWordEmbeddings() ? embedTokens : root.get(ParameterShapes.OUTPUT_PROJECTION);
        outputProjection = root.products().linear(new float[][] {projection}, null, model.outputs());
    }

    private Layer layer(Parameters p, double eps) {
        return new Layer(
                selfAttention(p.in("self_attn")),
                p.layerNorm("self_attn_layer_norm", eps),
                crossAttention(p.in("encoder_attn")),
                p.layerNorm("encoder_attn_layer_norm", eps),
                p.linear("fc1", config.decoderFfnDim()),
                p.linear("fc2", config.dModel()),
                p.layerNorm("final_layer_norm", eps));
    }

    private Attention selfAttention(Parameters p) {
        int d = config.dModel();
        return new Attention(
                p.products(),
                config.decoderAttentionHeads(),
                p.joined(scale(), true, d, "q_proj", "k_proj", "v_proj"),
                null,
                p.linear("out_proj", d));
    }

    private Attention crossAttention(Parameters p) {
        int d = config.dModel();
        return new Attention(
                p.products(),
                config.decoderAttentionHeads(),
                p.joined(scale(), true, d, "q_proj"),
                p.joined(1, true, d, "k_proj", "v_proj"),
                p.linear("out_proj", d));
    }

    private float scale() {
        return (float) (1 / Math.sqrt(config.headDim()));
    }

    /** The tokens of a sequence so far: their keys and values in each layer, and those of the encoder's output. */
    static final class Sequence {
        private final KeyValue[] self;
        private final KeyValue[] cross;
        private final boolean countsPadding;
        private int length;
        private int position; // of the next token

        private Sequence(KeyValue[] self, KeyValue[] cross, boolean countsPadding) {
            this.self = self;
            this.cross = cross;
            this.countsPadding = countsPadding;
        }

        /** Returns a sequence of the same picture that begins with the same tokens. */
        Sequence copy() {
            Sequence copy = new Sequence(
                    Arrays.stream(self).map(KeyValue::copy).toArray(KeyValue[]::new), cross, countsPadding);
            copy.length = length;
            copy.position = position;
            return copy;
        }
    }

    /**
     * Begins a sequence.
     *
     * @param encoderHiddenStates [at least tokens][at least hidden]
     * @param tokens T
     * @param countsPadding whether sinusoidal positions count padding, as they do in HF with a cache
     * @param ended a sequence that is no longer needed, whose memory is used; null for none
     */
    Sequence begin(float[][] encoderHiddenStates, int tokens, boolean countsPadding, Sequence ended, Scratch scratch) {
        int heads = config.decoderAttentionHeads();
        KeyValue[] cross = new KeyValue[layers.length];
        KeyValue[] self = new KeyValue[layers.length];
        float[][] projected = scratch.rows(Use.PROJECTED, tokens, 2 * config.dModel());
        for (int i = 0; i < layers.length; i++) {
            cross[i] = ended == null ? new KeyValue(heads, config.headDim(), tokens) : ended.cross[i];
            cross[i].resize(tokens);
            layers[i].encoderAttn().memory().apply(encoderHiddenStates, tokens, projected, scratch);
            for (int token = 0; token < tokens; token++) {
                cross[i].set(token, projected[token], 0);
            }
            self[i] = ended == null ? new KeyValue(heads, config.headDim(), CAPACITY) : ended.self[i];
            self[i].resize(0);
        }
        return new Sequence(self, cross, countsPadding);
    }

    /**
     * Appends tokens to sequences and computes the logits after each of them.
     *
     * @param sequences of each token; several tokens of one sequence are adjacent
     * @param ids the tokens
     * @param causal whether a token attends to itself and those before it only; if not, to all new ones, too
     * @param observer is shown the probabilities of cross-attention, layer by layer
     * @return [ids][V]
     */
    float[][] append(Sequence[] sequences, int[] ids, boolean causal, Attention.Observer observer, Scratch scratch) {
        int rows = ids.length;
        int d = config.dModel();
        float[][] x = scratch.rows(Use.TOKENS, rows, d);
        float[][] y = scratch.rows(Use.RESULT, rows, d);
        float[][] inner = scratch.rows(Use.INNER, rows, config.decoderFfnDim());
        float[][] projected = scratch.rows(Use.PROJECTED, rows, 3 * d);
        int[] position = new int[rows];
        for (int i = 0; i < rows; i++) {
            position[i] = sequences[i].length++;
            embed(ids[i], sequences[i], x[i]);
        }
        int[] visible = causal
                ? IntStream.of(position).map(at -> at + 1).toArray()
                : Arrays.stream(sequences).mapToInt(sequence -> sequence.length).toArray();
        Activation activation = Activation.named(config.activationFunction());
        KeyValue[] own = new KeyValue[rows];
        KeyValue[] encoded = new KeyValue[rows];
        int[] encoderTokens = new int[rows];
        for (int number = 0; number < layers.length; number++) {
            Layer layer = layers[number];
            for (int i = 0; i < rows; i++) {
                own[i] = sequences[i].self[number];
                own[i].resize(sequences[i].length);
                encoded[i] = sequences[i].cross[number];
                encoderTokens[i] = encoded[i].tokens();
            }
            layer.selfAttn().projection().apply(x, rows, projected, scratch);
            for (int i = 0; i < rows; i++) {
                own[i].set(position[i], projected[i], d);
            }
            layer.selfAttn()
                    .attend(projected, rows, new Attention.Sight(own, visible), y, Attention.Observer.NONE, scratch);
            addAndNorm(x, y, rows, layer.selfAttnLayerNorm());
            layer.encoderAttn().projection().apply(x, rows, projected, scratch);
            layer.encoderAttn()
                    .attend(projected, rows, new Attention.Sight(encoded, encoderTokens), y, observer, scratch);
            addAndNorm(x, y, rows, layer.encoderAttnLayerNorm());
            layer.fc1().apply(x, rows, inner, scratch);
            for (int i = 0; i < rows; i++) {
                activation.apply(inner[i], config.decoderFfnDim());
            }
            layer.fc2().apply(inner, rows, y, scratch);
            addAndNorm(x, y, rows, layer.finalLayerNorm());
        }
        float[][] logits = new float[rows][outputProjection.out()];
        outputProjection.apply(x, rows, logits, scratch);
        return logits;
    }

    private void embed(int id, Sequence sequence, float[] x) {
        int d = config.dModel();
        float scale = config.scaleEmbedding() ? (float) Math.sqrt(d) : 1;
        float[] table = sinusoids == null ? embedPositions : sinusoid(id, sequence.position);
        int row = sinusoids == null ? (sequence.length - 1 + TrOcrDecoderConfig.POSITION_OFFSET) * d : 0;
        for (int i = 0; i < d; i++) {
            x[i] = embedTokens[id * d + i] * scale + table[row + i];
        }
        boolean skipped = sinusoids != null
                && !sequence.countsPadding
                && id == config.padTokenId().orElseThrow();
        sequence.position += skipped ? 0 : 1;
        if (layernormEmbedding != null) {
            layernormEmbedding.apply(x);
        }
    }

    private float[] sinusoid(int id, int position) {
        synchronized (sinusoids) {
            return sinusoids.of(id, position);
        }
    }

    private static void addAndNorm(float[][] x, float[][] y, int rows, LayerNorm norm) {
        for (int i = 0; i < rows; i++) {
            float[] to = x[i];
            float[] from = y[i];
            for (int j = 0; j < norm.gain().length; j++) {
                to[j] += from[j];
            }
            norm.apply(to);
        }
    }
}
