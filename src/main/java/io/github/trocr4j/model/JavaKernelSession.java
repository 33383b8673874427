package io.github.trocr4j.model;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;

/**
 * Runs a graph as SameDiff does, but computes some operations itself: {@code layer_norm} with the epsilon that the
 * built-in one lacks, and {@code precise_gelu}, which in the graph stands for the exact GELU. One session belongs to one
 * graph and one thread at a time; nothing static is changed, other graphs keep SameDiff's own session.
 */
final class JavaKernelSession extends InferenceSession {
    private final ToDoubleFunction<String> epsOfGain;
    private final Map<String, float[]> buffers = new HashMap<>();

    /** {@code epsOfGain} tells LayerNorm's epsilon by the name of its gain. */
    JavaKernelSession(SameDiff sd, ToDoubleFunction<String> epsOfGain) {
        super(sd);
        this.epsOfGain = epsOfGain;
    }

    /** {@link SameDiff#output(Map, String...)} through this session. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> names) {
        return output(names, placeholders, null, Collections.emptyList(), Collections.emptyList(), At.defaultAt());
    }

    @Override
    public ExecutionResult doExec(
            DifferentialFunction op,
            OpContext context,
            FrameIter outputFrameIter,
            Set<VarId> opInputs,
            Set<VarId> allIterInputs,
            Set<String> constAndPhInputs,
            Map<String, SDValue> otherPlaceHolders) {
        switch (op.opName()) {
            case "layer_norm" -> layerNorm(op, context);
            case "layer_norm_bp" -> layerNormGradient(op, context);
            case "precise_gelu" -> gelu(context, GeluKernel::forward);
            // sic: this is what 1.0.0-M2.1 calls it
            case "_precise_geluderivative" -> gelu(context, GeluKernel::derivative);
            default -> {
                return super.doExec(
                        op, context, outputFrameIter, opInputs, allIterInputs, constAndPhInputs, otherPlaceHolders);
            }
        }
        return ExecutionResult.createFrom(
                List.of(op.outputVariablesNames()), context.getOutputArrays().toArray(INDArray[]::new));
    }

    /** A function of each value alone. */
    private interface Elementwise {
        void apply(float[] x, float[] out, int from, int to);
    }

    private void gelu(OpContext context, Elementwise function) {
        float[] x = read("x", context.getInputArray(0));
        RowBlocks.run(x.length, (block, from, to) -> function.apply(x, x, from, to));
        write(x, context.getOutputArray(0));
    }

    private void layerNorm(DifferentialFunction op, OpContext context) {
        float[] x = read("x", context.getInputArray(0));
        float[] gain = read("gain", context.getInputArray(1));
        float[] bias = read("bias", context.getInputArray(2));
        double eps = eps(op);
        RowBlocks.run(
                x.length / gain.length, (block, from, to) -> LayerNormKernel.forward(x, gain, bias, eps, x, from, to));
        write(x, context.getOutputArray(0));
    }

    /** Inputs x, gain, bias, gradient; outputs gradients of x, gain, bias. */
    private void layerNormGradient(DifferentialFunction op, OpContext context) {
        float[] gain = read("gain", context.getInputArray(1));
        float[] x = read("x", context.getInputArray(0));
        LayerNormKernel.Backward in =
                new LayerNormKernel.Backward(x, gain, eps(op), read("gradient", context.getInputArray(3)));
        int d = gain.length;
        float[][] gradGain = new float[RowBlocks.BLOCKS][d];
        float[][] gradBias = new float[RowBlocks.BLOCKS][d];
        RowBlocks.run(
                x.length / d,
                (block, from, to) -> LayerNormKernel.backward(in, x, gradGain[block], gradBias[block], from, to));
        write(x, context.getOutputArray(0));
        write(RowBlocks.sum(gradGain), context.getOutputArray(1));
        write(RowBlocks.sum(gradBias), context.getOutputArray(2));
    }

    private double eps(DifferentialFunction op) {
        return epsOfGain.applyAsDouble(op.argNames()[1]);
    }

    /** The values in a buffer of this session, which the next call with the same role and length uses again. */
    private float[] read(String role, INDArray array) {
        INDArray dense = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
        int length = Math.toIntExact(dense.length());
        float[] values = buffers.computeIfAbsent(role + length, key -> new float[length]);
        new FloatPointer(dense.data().pointer()).get(values); // one copy; asFloat() asks for each value
        return values;
    }

    private static void write(float[] values, INDArray target) {
        new FloatPointer(target.data().pointer()).put(values);
    }
}
