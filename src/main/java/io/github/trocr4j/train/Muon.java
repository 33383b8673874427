package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.FusedMuon;
import java.util.ArrayList;
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
    private final List<String> keys;
    private final List<INDArray> values = new ArrayList<>();
    private final Map<String, INDArray> momentum = new LinkedHashMap<>();
    private final List<Double> rateScales = new ArrayList<>();
    private final FusedMuon fused;

    /**
     * Creates an optimiser whose mean gradients are 0.
     *
     * @param parameters the matrices, by key; updated in place
     * @param weightDecay of all of them, multiplied by the learning rate
     * @param scale factor for the learning rate of a parameter
     */
    Muon(Map<String, INDArray> parameters, double weightDecay, ToDoubleFunction<String> scale, GraphEngine engine) {
        this.weightDecay = weightDecay;
        this.keys = List.copyOf(parameters.keySet());
        List<FusedMuon.Slot> slots = new ArrayList<>();
        parameters.forEach((key, value) -> {
            INDArray mean = Nd4j.zeros(value.dataType(), value.shape());
            values.add(value);
            momentum.put(key, mean);
            rateScales.add(scale.applyAsDouble(key));
            slots.add(new FusedMuon.Slot(value, mean));
        });
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
        return momentum;
    }

    /** Returns the L2 norm of the gradients of its matrices. */
    double norm(Map<String, INDArray> gradients) {
        List<INDArray> ordered = ordered(gradients);
        return fused == null ? Gradients.norm(ordered) : fused.norm(ordered);
    }

    private List<INDArray> ordered(Map<String, INDArray> gradients) {
        return keys.stream().map(gradients::get).toList();
    }

    /**
     * Performs one step.
     *
     * @param gradients by key; may be overwritten
     * @param learningRate learning rate before the scale of each parameter
     * @param scale factor for the gradients
     */
    void step(Map<String, INDArray> gradients, double learningRate, double scale) {
        List<FusedMuon.Step> steps = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            double rate = learningRate * rateScales.get(i);
            double longer =
                    (double) Math.max(values.get(i).size(0), values.get(i).size(1));
            steps.add(new FusedMuon.Step(scale, 1 - rate * weightDecay, rate * ADAMW_RMS * Math.sqrt(longer)));
        }
        if (fused != null) {
            fused.step(ordered(gradients), steps);
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            plainStep(values.get(i), momentum.get(keys.get(i)), gradients.get(keys.get(i)), steps.get(i));
        }
    }

    private static void plainStep(INDArray value, INDArray mean, INDArray gradient, FusedMuon.Step step) {
        double kept = SETTINGS.momentum();
        gradient.muli((1 - kept) * step.scale());
        mean.muli(kept).addi(gradient);
        boolean tall = value.size(0) > value.size(1);
        try (INDArray next = mean.mul(kept);
                INDArray orthogonal =
                        orthogonal((tall ? next.addi(gradient).transpose() : next.addi(gradient)).dup('c'))) {
            orthogonal.muli(step.rate());
            value.muli(step.decay()).subi(tall ? orthogonal.transpose() : orthogonal);
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
        momentum.values().forEach(INDArray::close);
        if (fused != null) {
            fused.close();
        }
    }
}
