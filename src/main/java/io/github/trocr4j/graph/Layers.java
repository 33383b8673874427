package io.github.trocr4j.graph;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.plan.PlannedLayerNorm;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The building blocks of both transformers. Outside attention, a batch of B sequences of T tokens is a matrix of rows
 * [B*T, d]. All operations here have gradients that agree with finite differences.
 */
final class Layers {
    private static final double SQRT_HALF = Math.sqrt(0.5);

    private Layers() {}

    /** Returns {@code x W^T + b}, as PyTorch's {@code nn.Linear}: x [N, in], W [out, in], result [N, out]. */
    static SDVariable linear(SDVariable x, Parameters p) {
        SDVariable product = p.sd().mmul(x, p.get("weight"), false, true, false);
        return p.stage(p.has("bias") ? product.add(p.get("bias")) : product);
    }

    /**
     * Returns the layer normalisation (Ba et al. 2016) over the last axis of x [N, d]. The plain graph computes it from
     * primitives because the built-in op has no epsilon.
     */
    static SDVariable layerNorm(SDVariable x, double eps, Parameters p) {
        if (p.engine() == GraphEngine.PLANNED) {
            return p.stage(PlannedLayerNorm.layerNorm(x, p.get("weight"), p.get("bias"), eps));
        }
        SDVariable centred = x.sub(x.mean(true, 1)); // [N, d]
        SDVariable variance = centred.mul(centred).mean(true, 1); // [N, 1]
        SDVariable scale = p.sd().math().rsqrt(variance.add(eps)); // [N, 1]
        return p.stage(centred.mul(scale).mul(p.get("weight")).add(p.get("bias")));
    }

    /**
     * Applies an activation function.
     *
     * @param name {@code gelu} (Hendrycks and Gimpel 2016, exact: x Phi(x)) or {@code relu}
     */
    static SDVariable activation(String name, SDVariable x, GraphEngine engine) {
        SameDiff sd = x.getSameDiff();
        return switch (name) {
            // nn.gelu is x sigmoid(1.702 x); nn.preciseGelu is wrong in ND4J, but exact in a plan
            case "gelu" ->
                engine == GraphEngine.PLANNED
                        ? sd.nn().preciseGelu(x)
                        : x.mul(0.5).mul(sd.math().erf(x.mul(SQRT_HALF)).add(1.0));
            case "relu" -> sd.nn().relu(x, 0);
            default -> throw new IllegalArgumentException("Unknown activation function: " + name + ".");
        };
    }

    /** Converts rows [B*T, heads*headDim] to [B, heads, T, headDim]. */
    static SDVariable splitHeads(SDVariable rows, int tokens, int heads, int headDim) {
        return rows.reshape(-1, tokens, heads, headDim) // [B, T, heads, headDim]
                .permute(0, 2, 1, 3); // [B, heads, T, headDim]
    }

    /** Converts [B, heads, T, headDim] to rows [B*T, heads*headDim]. */
    static SDVariable mergeHeads(SDVariable x, int heads, int headDim) {
        return x.permute(0, 2, 1, 3) // [B, T, heads, headDim]
                .reshape(-1, (long) heads * headDim); // [B*T, heads*headDim]
    }

    /**
     * Computes scaled dot-product attention (Vaswani et al. 2017).
     *
     * @param query [B, heads, Tq, headDim], already scaled by 1/sqrt(headDim)
     * @param key [B, heads, Tk, headDim]
     * @param value [B, heads, Tk, headDim]
     * @param mask added to the scores, [1, 1, Tq, Tk]
     * @param name name of the probabilities in the graph, [B, heads, Tq, Tk]
     * @return probabilities times value, [B, heads, Tq, headDim]
     */
    static SDVariable attention(
            SDVariable query, SDVariable key, SDVariable value, Optional<SDVariable> mask, String name) {
        SameDiff sd = query.getSameDiff();
        SDVariable scores = sd.mmul(query, key, false, true, false); // [B, heads, Tq, Tk]
        SDVariable masked = mask.map(scores::add).orElse(scores);
        SDVariable probabilities = sd.nn().softmax(name, masked, -1);
        return sd.mmul(probabilities, value);
    }

    /**
     * Returns the causal mask [1, 1, T, T]: 0 for the token itself and earlier ones, a large negative number for later
     * ones.
     */
    static SDVariable causalMask(Parameters p, int tokens) {
        double[][] mask = new double[tokens][tokens];
        for (int row = 0; row < tokens; row++) {
            for (int column = row + 1; column < tokens; column++) {
                mask[row][column] = -1e9;
            }
        }
        return p.sd().constant(
                        "causal_mask",
                        Nd4j.create(mask).castTo(p.weights().dataType()).reshape(1, 1, tokens, tokens));
    }

    /**
     * Returns the mask that is added to the self-attention scores of L tokens, [1, 1, L, L], or empty if no position is
     * masked.
     */
    static Optional<SDVariable> mask(Decoding decoding, Parameters p, int tokens) {
        return switch (decoding) {
            case AUTOREGRESSIVE -> Optional.of(causalMask(p, tokens));
            case PARALLEL -> Optional.empty();
        };
    }
}
