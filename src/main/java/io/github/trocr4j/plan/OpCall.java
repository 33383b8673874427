package io.github.trocr4j.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * One operation of the graph while it is planned: its inputs as tensors, and where its outputs go.
 *
 * @param op the operation
 * @param inputNames variables
 * @param outputNames variables
 * @param values of all variables planned so far
 * @param needed variables that somebody reads
 * @param permutedTo for a variable that is permuted next: the axes
 * @param layerNorms of the graph, with their epsilons
 */
record OpCall(
        DifferentialFunction op,
        List<String> inputNames,
        List<String> outputNames,
        Map<String, Tensor> values,
        Set<String> needed,
        Map<String, int[]> permutedTo,
        PlannedLayerNorm layerNorms) {

    Tensor in(int index) {
        return values.get(inputNames.get(index));
    }

    int inputs() {
        return inputNames.size();
    }

    boolean needs(int output) {
        return needed.contains(outputNames.get(output));
    }

    void set(int output, Tensor value) {
        values.put(outputNames.get(output), value);
    }

    /** Of this LayerNorm, or of the one that this is the gradient of. */
    double eps() {
        return layerNorms.epsilon(inputNames);
    }

    long[] integers() {
        return ((DynamicCustomOp) op).iArgs();
    }

    /** A place for an output; where it is permuted next, in the order in which the permuted one is dense. */
    Tensor newOutput(int output, int... shape) {
        int[] axes = permutedTo.get(outputNames.get(output));
        if (axes == null || axes.length != shape.length || axes[axes.length - 1] != axes.length - 1) {
            return Tensor.planned(shape);
        }
        int[] permuted = Arrays.stream(axes).map(axis -> shape[axis]).toArray();
        int[] dense = Tensor.rowMajor(permuted);
        int[] strides = new int[shape.length];
        for (int i = 0; i < axes.length; i++) {
            strides[axes[i]] = dense[i];
        }
        return new Tensor(Memory.planned(Tensor.size(shape)), 0, shape, strides);
    }
}
