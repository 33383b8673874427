package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.plan.SharedMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model with the student's outputs, at its own input size, without dropout and with teacher forcing. */
public final class ModelTeacher implements Teacher {
    private final Weights weights;
    private final GraphEngine engine;
    private final ExampleBatches batches;
    private final Map<Integer, TrainingGraph> graphs = new HashMap<>();
    private final SharedMemory memory = new SharedMemory();

    /**
     * Creates a teacher.
     *
     * @param weights closed with the teacher
     * @param labelLength labels of a picture at most
     * @throws IllegalArgumentException if the processor's size is not the model's, or the model has too few positions
     */
    public ModelTeacher(Weights weights, TrOcrImageProcessor processor, GraphEngine engine, int labelLength) {
        this.weights = weights;
        this.engine = engine;
        this.batches = new ExampleBatches(processor, weights.config(), labelLength);
        weights.config().decoder().requirePositions(labelLength);
    }

    @Override
    public float[] probabilities(List<Picture> pictures, int[][] labels) {
        TrainingGraph graph = graphs.computeIfAbsent(
                labels[0].length,
                length -> new TrainingGraph(
                        weights,
                        new TrainingGraph.Options(weights.config().encoder().imageSize(), length, 0, false, engine),
                        memory));
        try (INDArray patches = batches.patches(pictures)) {
            return graph.probabilities(TrainingBatch.of(patches, labels, weights.config()));
        }
    }

    @Override
    public void close() {
        graphs.values().forEach(TrainingGraph::close);
        memory.close();
        weights.close();
    }
}
