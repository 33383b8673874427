package io.github.trocr4j;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.ImageToText;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.natives.Backend;
import java.util.OptionalInt;

/** Computes with ND4J. Its classes are not loaded before a model is. */
public final class Nd4jProvider implements ImageToText.Provider {
    private static final String ND4J = "org/nd4j/linalg/factory/Nd4j.class";

    @Override
    public boolean isAvailable() {
        return Nd4jProvider.class.getClassLoader().getResource(ND4J) != null;
    }

    @Override
    public boolean isOnGpu() {
        return Backend.here() == Backend.CUDA;
    }

    @Override
    public void startInBackground() {
        Engine.startInBackground();
    }

    @Override
    public ImageToText load(ModelTensors tensors, OptionalInt threads) throws CheckpointException {
        return TrOcr.owning(Weights.of(tensors), threads);
    }
}
