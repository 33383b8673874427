package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.Patches;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.TrainingGraph;
import io.github.trocr4j.model.Weights;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One optimiser step on a batch that is ready, to be measured: forward, loss, backward, clipping, AdamW, with the model's
 * dropout and without label smoothing. The weights change in place, by a tiny learning rate.
 */
public final class StepWorkload {
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.98, 1e-8, 0.05);
    private static final double LEARNING_RATE = 1e-6;
    private static final double CLIP_NORM = 1;

    private final Weights weights;
    private final TrainingGraph graph;
    private final AdamW optimiser;
    private long steps;

    /**
     * Builds the graphs; SameDiff prints to standard output while it does so.
     *
     * @param size of the pictures
     * @param length labels of a picture
     */
    public StepWorkload(Weights weights, ImageSize size, int length, GraphEngine engine) {
        this.weights = weights;
        this.graph = new TrainingGraph(weights, new TrainingGraph.Options(size, length, 0, true, engine));
        graph.differentiate(weights.arrays().keySet());
        this.optimiser = new AdamW(weights.arrays(), ADAM, AdamW::onMatrices, key -> 1, engine);
    }

    /**
     * One step.
     *
     * @param pixelValues [B, channels, H, W]
     * @param labels [B][length]
     * @return the loss before the step
     */
    public double run(INDArray pixelValues, int[][] labels) {
        INDArray patches = Patches.of(pixelValues, weights.config().encoder());
        TrainingBatch batch = TrainingBatch.of(patches, labels, weights.config());
        TrainingGraph.Result result = graph.gradients(batch, new SplittableRandom(steps++));
        patches.close();
        double norm = optimiser.norm(result.gradients());
        optimiser.step(result.gradients(), LEARNING_RATE, Gradients.clipping(norm, CLIP_NORM));
        return result.loss();
    }
}
