package io.github.trocr4j.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * An operation of the graph during planning, with its input and output tensors.
 *
 * @param op the operation
 * @param inputNames names of the input variables
 * @param outputNames names of the output variables
 * @param values tensors of all variables that have been planned
 * @param needed variables that are read
 * @param permutedTo axes of the permutation of each variable that is permuted
 * @param layerNorms the epsilons of the graph's layer normalisations
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

    /** Returns the epsilon of this LayerNorm, or of the one that this is the gradient of. */
    double eps() {
        return layerNorms.epsilon(inputNames);
    }

    long[] integers() {
        return ((DynamicCustomOp) op).iArgs();
    }

    /**
     * Returns a tensor for an output. If the output is permuted next, its strides are such that the permuted tensor is
     * dense.
     */
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
