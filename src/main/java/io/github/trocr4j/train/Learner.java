package io.github.trocr4j.train;

import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrainingGraph;
import io.github.trocr4j.model.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model that learns: its weights, which change in place, the graph of their gradients, and how batches for it are made. */
final class Learner {
    private final TrainingConfig config;
    private final Weights weights;
    private final GraphEngine engine;
    private final Map<String, INDArray> trained;
    private final StripBatches batches;
    private final TrainingGraph graph;

    /** Over these weights, which must have the digit head. */
    Learner(TrainingConfig config, Weights weights, TrOcrImageProcessor processor, GraphEngine engine) {
        TrOcrConfig model = weights.config();
        if (model.digitHead().isEmpty() || model.digitHead().get().length() != Strip.LENGTH) {
            throw new IllegalArgumentException("Training needs a model with a head for " + Strip.LENGTH
                    + " digits: config.json has no such digit_head.");
        }
        this.config = config;
        this.weights = weights;
        this.engine = engine;
        this.batches = new StripBatches(processor, model);
        this.graph = new TrainingGraph(
                weights,
                new TrainingGraph.Options(
                        model.encoder().imageSize(), Strip.LENGTH, config.labelSmoothing(), true, engine));
        Map<String, INDArray> chosen = new LinkedHashMap<>(weights.arrays());
        chosen.keySet().removeIf(key -> !config.freeze().trains(key));
        this.trained = Collections.unmodifiableMap(chosen);
        graph.differentiate(trained.keySet());
    }

    TrainingConfig config() {
        return config;
    }

    Weights weights() {
        return weights;
    }

    /** Those of the weights that are trained, by key; the arrays themselves. */
    Map<String, INDArray> trained() {
        return trained;
    }

    StripBatches batches() {
        return batches;
    }

    /** An optimiser of these weights with fresh moments. */
    AdamW optimiser() {
        return new AdamW(
                trained,
                config.adam(),
                AdamW::onMatrices,
                key -> LayerDecay.scale(key, weights.config(), config.layerDecay()),
                engine);
    }

    /** A share of the passes of the steps from {@code firstStep} to {@code endStep} - 1. */
    Passes passes(PassShare share, SequenceDataset dataset, long firstStep, long endStep) {
        return new Passes(config, share, graph, batches, dataset, firstStep, endStep);
    }
}
