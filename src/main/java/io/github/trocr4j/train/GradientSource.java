package io.github.trocr4j.train;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the gradients of optimiser steps come from: passes of this process, or of others. */
interface GradientSource extends AutoCloseable {
    /**
     * Loss and gradients over all passes of one step.
     *
     * @param loss mean, label smoothing included
     * @param gradients mean, for each trained key; the caller may change them, and the next step does
     */
    record Mean(double loss, Map<String, INDArray> gradients) {}

    /**
     * Those of the weights as they are now.
     *
     * @param step from 0
     * @throws StepLostException if others were to compute it and did not
     */
    Mean gradients(long step);

    @Override
    void close();
}
