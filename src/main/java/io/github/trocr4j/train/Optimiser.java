package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What updates the trained weights: AdamW, or {@link Muon} for the matrices of the layers and AdamW for the rest. */
public final class Optimiser implements AutoCloseable {
    private final AdamW adamW;
    private final Muon muon;
    private final double muonScale;

    /**
     * Creates an optimiser.
     *
     * @param trained the weights, by key; updated in place
     * @param scale factor for the learning rate of a parameter
     */
    Optimiser(
            Map<String, INDArray> trained, TrainingConfig config, ToDoubleFunction<String> scale, GraphEngine engine) {
        Map<String, INDArray> matrices = new LinkedHashMap<>();
        Map<String, INDArray> others = new LinkedHashMap<>();
        boolean both = config.muonScale() > 0;
        trained.forEach((key, value) -> (both && Muon.trains(key, value) ? matrices : others).put(key, value));
        adamW = new AdamW(others, config.adam(), AdamW::onMatrices, scale, engine);
        muon = both ? new Muon(matrices, config.weightDecay(), scale, engine) : null;
        muonScale = config.muonScale();
    }

    /**
     * Returns the state, without copies: {@code adam_m.KEY}, {@code adam_v.KEY} (first and second moment) and
     * {@code muon.KEY} (mean gradient).
     */
    public Map<String, INDArray> state() {
        Map<String, INDArray> state = new LinkedHashMap<>();
        TrainingState.add(state, "adam_m", adamW.firstMoments());
        TrainingState.add(state, "adam_v", adamW.secondMoments());
        if (muon != null) {
            TrainingState.add(state, "muon", muon.momentum());
        }
        return state;
    }

    /** Continues after a number of steps. The caller has filled the arrays of the state. */
    public void continueAt(long stepsDone) {
        adamW.continueAt(stepsDone);
    }

    /** Returns the L2 norm of all gradients together. */
    double norm(Map<String, INDArray> gradients) {
        return muon == null ? adamW.norm(gradients) : Math.hypot(adamW.norm(gradients), muon.norm(gradients));
    }

    /**
     * Performs one step.
     *
     * @param gradients by key; overwritten
     * @param learningRate of AdamW, before the scale of each parameter; Muon's is a multiple of it
     * @param scale factor for the gradients
     */
    void step(Map<String, INDArray> gradients, double learningRate, double scale) {
        adamW.step(gradients, learningRate, scale);
        if (muon != null) {
            muon.step(gradients, learningRate * muonScale, scale);
        }
    }

    @Override
    public void close() {
        adamW.firstMoments().values().forEach(INDArray::close);
        adamW.secondMoments().values().forEach(INDArray::close);
        if (muon != null) {
            muon.close();
        }
    }
}
