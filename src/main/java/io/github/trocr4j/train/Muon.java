package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.FusedMuon;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Muon (Jordan et al. 2024): a step of each matrix is its mean gradient with all singular values near 1, which a few
 * iterations of Newton and Schulz compute. As {@code torch.optim.Muon} with {@code adjust_lr_fn="match_rms_adamw"} (Liu
 * et al. 2025, arXiv 2502.16982), but in f32 instead of bfloat16. ND4J has no such optimiser.
 */
final class Muon implements AutoCloseable {
    private static final FusedMuon.Settings SETTINGS = new FusedMuon.Settings(0.95, 5, 3.4445, -4.7750, 2.0315, 1e-7);

    /** Makes the root mean square of a step that of a typical step of AdamW. */
    private static final double ADAMW_RMS = 0.2;

    private final double weightDecay;
    private final List<Matrix> matrices;
    private final FusedMuon fused;

    private record Matrix(String key, INDArray value, INDArray momentum, double rateScale) {}

    /**
     * Creates an optimiser whose mean gradients are 0.
     *
     * @param parameters the matrices, by key; updated in place
     * @param weightDecay of all of them, multiplied by the learning rate
     * @param scale factor for the learning rate of a parameter
     */
    Muon(Map<String, INDArray> parameters, double weightDecay, ToDoubleFunction<String> scale, GraphEngine engine) {
        this.weightDecay = weightDecay;
        this.matrices = parameters.entrySet().stream()
                .map(entry -> new Matrix(
                        entry.getKey(),
                        entry.getValue(),
                        Nd4j.zeros(entry.getValue().dataType(), entry.getValue().shape()),
                        scale.applyAsDouble(entry.getKey())))
                .toList();
        List<FusedMuon.Slot> slots = matrices.stream()
                .map(matrix -> new FusedMuon.Slot(matrix.value(), matrix.momentum()))
                .toList();
        this.fused = engine.requireSupported() == GraphEngine.PLANNED
                ? new FusedMuon(slots, SETTINGS, NativeStart.apply().threads())
                : null;
    }

    /** Returns whether Muon trains a parameter: the matrices of the layers, but no embeddings and not the head. */
    static boolean trains(String key, INDArray parameter) {
        return parameter.rank() == 2
                && key.endsWith(".weight")
                && (key.contains(".layer.") || key.contains(".layers."));
    }

    /** Returns the mean gradients by key, without a copy. */
    Map<String, INDArray> momentum() {
        Map<String, INDArray> momentum = new LinkedHashMap<>();
        matrices.forEach(matrix -> momentum.put(matrix.key(), matrix.momentum()));
        return momentum;
    }

    /** Returns the L2 norm of the gradients of its matrices. */
    double norm(Map<String, INDArray> gradients) {
        List<INDArray> ordered = ordered(gradients);
        return fused == null ? Gradients.norm(ordered) : fused.norm(ordered);
    }

    private List<INDArray> ordered(Map<String, INDArray> gradients) {
        return matrices.stream().map(matrix -> gradients.get(matrix.key())).toList();
    }

    /**
     * Performs one step.
     *
     * @param gradients by key; may be overwritten
     * @param learningRate learning rate before the scale of each parameter
     * @param scale factor for the gradients
     */
    void step(Map<String, INDArray> gradients, double learningRate, double scale) {
        List<FusedMuon.Step> steps = matrices.stream()
                .map(matrix -> step(matrix, learningRate * matrix.rateScale(), scale))
                .toList();
        if (fused != null) {
            fused.step(ordered(gradients), steps);
            return;
        }
        for (int i = 0; i < matrices.size(); i++) {
            plainStep(matrices.get(i), gradients.get(matrices.get(i).key()), steps.get(i));
        }
    }

    private FusedMuon.Step step(Matrix matrix, double rate, double scale) {
        double longer = (double) Math.max(matrix.value().size(0), matrix.value().size(1));
        return new FusedMuon.Step(scale, 1 - rate * weightDecay, rate * ADAMW_RMS * Math.sqrt(longer));
    }

    private static void plainStep(Matrix matrix, INDArray gradient, FusedMuon.Step step) {
        double kept = SETTINGS.momentum();
        INDArray mean = matrix.momentum();
        gradient.muli((1 - kept) * step.scale());
        mean.muli(kept).addi(gradient);
        gradient.addi(mean.mul(kept)); // Nesterov
        INDArray value = matrix.value();
        boolean tall = value.size(0) > value.size(1);
        try (INDArray update = orthogonal((tall ? gradient.transpose() : gradient).dup('c'))) {
            update.muli(step.rate());
            value.muli(step.decay()).subi(tall ? update.transpose() : update);
        }
    }

    /**
     * Returns a wide matrix with all its singular values near 1: about U V^T of its decomposition U S V^T.
     *
     * @param matrix is closed
     */
    private static INDArray orthogonal(INDArray matrix) {
        INDArray x = matrix;
        x.divi(Math.max(SETTINGS.epsilon(), x.norm2Number().doubleValue()));
        for (int i = 0; i < SETTINGS.iterations(); i++) {
            try (INDArray before = x;
                    INDArray gram = before.mmul(before.transpose());
                    INDArray polynomial = gram.mmul(gram)) {
                polynomial.muli(SETTINGS.quintic()).addi(gram.muli(SETTINGS.cubic()));
                x = polynomial.mmul(before).addi(before.muli(SETTINGS.linear()));
            }
        }
        return x;
    }

    @Override
    public void close() {
        matrices.forEach(matrix -> matrix.momentum().close());
        if (fused != null) {
            fused.close();
        }
    }
}
