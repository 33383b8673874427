package io.github.trocr4j.model;

import java.util.Collections;
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
            case "precise_gelu" -> {
                float[] x = values(context.getInputArray(0));
                GeluKernel.forward(x, x, x.length);
                write(x, context.getOutputArray(0));
            }
            case "_precise_geluderivative" -> {
                float[] x = values(context.getInputArray(0));
                GeluKernel.derivative(x, x, x.length);
                write(x, context.getOutputArray(0));
            }
            default -> {
                return super.doExec(
                        op, context, outputFrameIter, opInputs, allIterInputs, constAndPhInputs, otherPlaceHolders);
            }
        }
        return ExecutionResult.createFrom(
                List.of(op.outputVariablesNames()), context.getOutputArrays().toArray(INDArray[]::new));
    }

    private void layerNorm(DifferentialFunction op, OpContext context) {
        float[] x = values(context.getInputArray(0));
        float[] out = new float[x.length];
        LayerNormKernel.forward(x, values(context.getInputArray(1)), values(context.getInputArray(2)), eps(op), out);
        write(out, context.getOutputArray(0));
    }

    /** Inputs x, gain, bias, gradient; outputs gradients of x, gain, bias. */
    private void layerNormGradient(DifferentialFunction op, OpContext context) {
        float[] x = values(context.getInputArray(0));
        float[] gain = values(context.getInputArray(1));
        float[] gradX = new float[x.length];
        float[] gradGain = new float[gain.length];
        float[] gradBias = new float[gain.length];
        LayerNormKernel.backward(x, gain, eps(op), values(context.getInputArray(3)), gradX, gradGain, gradBias);
        write(gradX, context.getOutputArray(0));
        write(gradGain, context.getOutputArray(1));
        write(gradBias, context.getOutputArray(2));
    }

    private double eps(DifferentialFunction op) {
        return epsOfGain.applyAsDouble(op.argNames()[1]);
    }

    private static float[] values(INDArray array) {
        INDArray dense = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
        float[] values = new float[Math.toIntExact(dense.length())];
        new FloatPointer(dense.data().pointer()).get(values); // one copy; asFloat() asks for each value
        return values;
    }

    private static void write(float[] values, INDArray target) {
        new FloatPointer(target.data().pointer()).put(values);
    }
}
