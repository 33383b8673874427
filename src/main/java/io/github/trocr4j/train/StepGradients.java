package io.github.trocr4j.train;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Means over the strips of one optimiser step.
 *
 * @param loss label smoothing included
 * @param gradients by key, for what is trained; the caller may change them, and the next step does
 */
public record StepGradients(double loss, Map<String, INDArray> gradients) {}
