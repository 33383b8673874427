package io.github.trocr4j.forward;

import io.github.trocr4j.forward.Scratch.Use;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.PositionInterpolation;
import io.github.trocr4j.model.ViTConfig;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * ViT (Dosovitskiy et al. 2021) and DeiT (Touvron et al. 2021), pre-LN transformers over the patches of a picture; HF:
 * {@code modeling_vit.py}, {@code modeling_deit.py}.
 */
final class VisionEncoder {
    /** Rows that pass through the MLP at a time, so that its inner values stay in the second-level cache. */
    private static final int ROWS = 64;

    private final ViTConfig config;
    private final Linear projection;
    private final float[] special; // [special tokens, d]
    private final float[] positions; // [T, d] of the checkpoint's size
    private final Map<ImageSize, float[]> resized = new ConcurrentHashMap<>();
    private final Layer[] layers;
    private final LayerNorm layernorm;

    private record Layer(
            LayerNorm layernormBefore,
            Attention attention,
            LayerNorm layernormAfter,
            Linear intermediate,
            Linear out) {}

    VisionEncoder(ViTConfig config, Parameters p) {
        this.config = config;
        int d = config.hiddenSize();
        Parameters embeddings = p.in("embeddings");
        projection = embeddings.in("patch_embeddings").linear("projection", d);
        special = new float[config.specialTokens() * d];
        System.arraycopy(embeddings.get("cls_token"), 0, special, 0, d);
        if (config.distillationToken()) {
            System.arraycopy(embeddings.get("distillation_token"), 0, special, d, d);
        }
        positions = embeddings.get("position_embeddings");
        layers = IntStream.range(0, config.numHiddenLayers())
                .mapToObj(i -> layer(p.in("encoder").in("layer").in(Integer.toString(i))))
                .toArray(Layer[]::new);
        layernorm = p.layerNorm("layernorm", config.layerNormEps());
    }

    private Layer layer(Parameters p) {
        int d = config.hiddenSize();
        double eps = config.layerNormEps();
        Parameters attention = p.in("attention");
        Parameters qkv = attention.in("attention");
        float scale = (float) (1 / Math.sqrt(config.headDim()));
        return new Layer(
                p.layerNorm("layernorm_before", eps),
                new Attention(
                        p.products(),
                        config.numAttentionHeads(),
                        qkv.joined(scale, config.qkvBias(), d, "query", "key", "value"),
                        null,
                        attention.in("output").linear("dense", d)),
                p.layerNorm("layernorm_after", eps),
                p.in("intermediate").linear("dense", config.intermediateSize()),
                p.in("output").linear("dense", d));
    }

    /**
     * Encodes a picture.
     *
     * @param pixelValues [B, channels, H, W], row-major
     * @param picture which of B
     * @param workers share the rows of the picture; each has its own arrays
     * @return the last hidden state, [at least T][at least hidden], which the workers use again for the next picture
     */
    float[][] encode(float[] pixelValues, int picture, ImageSize size, Workers workers) {
        float[][] x = embedded(pixelValues, picture, size, workers);
        int tokens = config.tokens(size);
        int d = config.hiddenSize();
        KeyValue keyValue = workers.keyValue(config.numAttentionHeads(), config.headDim(), tokens);
        float[][] projected = workers.own().rows(Use.PROJECTED, tokens, 3 * d);
        Activation activation = Activation.named(config.hiddenAct());
        for (Layer layer : layers) {
            workers.rows(tokens, (first, last, scratch) -> {
                float[][] normed = scratch.rows(Use.NORMED, last - first, d);
                normalise(x, first, last, layer.layernormBefore(), normed);
                float[][] own = Arrays.copyOfRange(projected, first, last);
                layer.attention().projection().apply(normed, last - first, own, scratch);
                for (int token = first; token < last; token++) {
                    keyValue.set(token, projected[token], d);
                }
            });
            workers.rows(tokens, (first, last, scratch) -> {
                for (int row = first; row < last; row += ROWS) {
                    int count = Math.min(ROWS, last - row);
                    block(
                            x,
                            Arrays.copyOfRange(projected, row, row + count),
                            row,
                            layer,
                            activation,
                            keyValue,
                            scratch);
                }
            });
        }
        for (int token = 0; token < tokens; token++) {
            layernorm.apply(x[token]);
        }
        return x;
    }

    private void block(
            float[][] x,
            float[][] projected,
            int row,
            Layer layer,
            Activation activation,
            KeyValue keyValue,
            Scratch scratch) {
        int d = config.hiddenSize();
        int count = projected.length;
        float[][] result = scratch.rows(Use.RESULT, count, d);
        Attention.Sight all = Attention.Sight.of(keyValue, count);
        layer.attention().attend(projected, count, all, result, Attention.Observer.NONE, scratch);
        add(result, x, row, count, d);
        float[][] normed = scratch.rows(Use.NORMED, count, d);
        normalise(x, row, row + count, layer.layernormAfter(), normed);
        float[][] inner = scratch.rows(Use.INNER, count, config.intermediateSize());
        layer.intermediate().apply(normed, count, inner, scratch);
        for (int i = 0; i < count; i++) {
            activation.apply(inner[i], config.intermediateSize());
        }
        layer.out().apply(inner, count, result, scratch);
        add(result, x, row, count, d);
    }

    private static void normalise(float[][] x, int first, int last, LayerNorm norm, float[][] to) {
        for (int row = first; row < last; row++) {
            System.arraycopy(x[row], 0, to[row - first], 0, norm.gain().length);
            norm.apply(to[row - first]);
        }
    }

    private static void add(float[][] result, float[][] x, int row, int count, int d) {
        for (int i = 0; i < count; i++) {
            float[] to = x[row + i];
            float[] from = result[i];
            for (int j = 0; j < d; j++) {
                to[j] += from[j];
            }
        }
    }

    /** Returns the embeddings of special tokens and patches with their positions, [at least T][at least d]. */
    private float[][] embedded(float[] pixelValues, int picture, ImageSize size, Workers workers) {
        int d = config.hiddenSize();
        int firstPatch = config.specialTokens();
        int tokens = config.tokens(size);
        float[] table = size.equals(config.imageSize())
                ? positions
                : resized.computeIfAbsent(size, each -> PositionInterpolation.resized(positions, config, each));
        float[][] x = workers.own().rows(Use.STATES, tokens, d);
        workers.rows(tokens - firstPatch, (first, last, scratch) -> {
            for (int row = first; row < last; row += ROWS) {
                int count = Math.min(ROWS, last - row);
                float[][] patches = scratch.rows(Use.NORMED, count, config.patchValues());
                float[][] projected = scratch.rows(Use.RESULT, count, d);
                for (int i = 0; i < count; i++) {
                    patch(pixelValues, picture, size, row + i, patches[i]);
                }
                projection.apply(patches, count, projected, scratch);
                for (int i = 0; i < count; i++) {
                    System.arraycopy(projected[i], 0, x[firstPatch + row + i], 0, d);
                }
            }
        });
        for (int token = 0; token < firstPatch; token++) {
            System.arraycopy(special, token * d, x[token], 0, d);
        }
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < d; i++) {
                x[token][i] += table[token * d + i];
            }
        }
        return x;
    }

    /** Copies a patch, its values ordered by channel, y and x, like the kernel of HF's convolution. */
    private void patch(float[] pixels, int picture, ImageSize size, int number, float[] to) {
        int side = config.patchSize();
        int columns = size.width() / side;
        int top = number / columns * side;
        int left = number % columns * side;
        for (int channel = 0; channel < config.numChannels(); channel++) {
            int plane = (picture * config.numChannels() + channel) * size.height() * size.width();
            for (int y = 0; y < side; y++) {
                int from = plane + (top + y) * size.width() + left;
                System.arraycopy(pixels, from, to, (channel * side + y) * side, side);
            }
        }
    }
}
