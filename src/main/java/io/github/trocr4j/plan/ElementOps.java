package io.github.trocr4j.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/** Plans element-wise and row-wise operations and their gradients. */
final class ElementOps {
    static final Map<String, Planner.OpPlanner> PLANNERS = Map.ofEntries(
            Map.entry("add", ElementOps::add),
            Map.entry("add_bp", ElementOps::addGradient),
            Map.entry("multiply", ElementOps::multiply),
            Map.entry("multiply_bp", ElementOps::multiplyGradient),
            Map.entry("mul_scalar", ElementOps::scale),
            Map.entry("relu", ElementOps::relu),
            Map.entry("thresholdedrelu_bp", ElementOps::reluGradient),
            Map.entry("precise_gelu", (call, builder) -> each(call, builder, RowOp.GELU)),
            // sic: the name in ND4J 1.0.0-M2.1
            Map.entry("_precise_geluderivative", (call, builder) -> each(call, builder, RowOp.GELU_DERIVATIVE)),
            Map.entry("softmax", ElementOps::softmax),
            Map.entry("softmax_bp", ElementOps::softmaxGradient),
            Map.entry("layer_norm", ElementOps::layerNorm),
            Map.entry("layer_norm_bp", ElementOps::layerNormGradient));

    private ElementOps() {}

    private static boolean each(OpCall call, PlanBuilder builder, RowOp op) {
        call.set(0, builder.rows(op, call.in(0)));
        return true;
    }

    private static boolean add(OpCall call, PlanBuilder builder) {
        boolean firstIsLarger = call.in(0).size() >= call.in(1).size();
        Tensor large = call.in(firstIsLarger ? 0 : 1);
        Tensor small = call.in(firstIsLarger ? 1 : 0);
        if (!repeats(small, large)) {
            return false;
        }
        if (isVector(small, large)) {
            call.set(0, builder.rows(RowOp.ADD_VECTOR, List.of(small), large));
        } else {
            call.set(0, builder.rows(RowOp.ADD, large, small));
        }
        return true;
    }

    /**
     * An input with the shape of the result has its gradient; for a broadcast input it is summed over the repetitions.
     */
    private static boolean addGradient(OpCall call, PlanBuilder builder) {
        Tensor gradient = call.in(2);
        for (int i = 0; i < 2; i++) {
            if (call.needs(i)) {
                Tensor x = call.in(i);
                if (x.size() == gradient.size()) {
                    call.set(i, Arrays.equals(x.shape(), gradient.shape()) ? gradient : gradient.reshape(x.shape()));
                } else if (repeats(x, gradient)) {
                    Tensor sum = Tensor.planned(x.shape());
                    int period = x.size() / x.width();
                    builder.rows(RowOp.sum(period), List.of(), null, List.of(sum), gradient);
                    call.set(i, sum);
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean multiply(OpCall call, PlanBuilder builder) {
        if (!Arrays.equals(call.in(0).shape(), call.in(1).shape())) {
            return false;
        }
        call.set(0, builder.rows(RowOp.MULTIPLY, call.in(0), call.in(1)));
        return true;
    }

    private static boolean multiplyGradient(OpCall call, PlanBuilder builder) {
        if (!Arrays.equals(call.in(0).shape(), call.in(1).shape())) {
            return false;
        }
        for (int i = 0; i < 2; i++) {
            if (call.needs(i)) {
                call.set(i, builder.rows(RowOp.MULTIPLY, call.in(2), call.in(1 - i)));
            }
        }
        return true;
    }

    private static boolean scale(OpCall call, PlanBuilder builder) {
        float factor = ((ScalarOp) call.op()).scalar().getFloat(0);
        return each(call, builder, RowOp.scale(factor));
    }

    private static boolean relu(OpCall call, PlanBuilder builder) {
        return ((ScalarOp) call.op()).scalar().getFloat(0) == 0 && each(call, builder, RowOp.RELU);
    }

    private static boolean reluGradient(OpCall call, PlanBuilder builder) {
        if (((DynamicCustomOp) call.op()).tArgs()[0] != 0) {
            return false;
        }
        call.set(0, builder.rows(RowOp.RELU_GRADIENT, call.in(0), call.in(1)));
        return true;
    }

    private static boolean softmax(OpCall call, PlanBuilder builder) {
        if (!isAlongRows(call)) {
            return false;
        }
        call.set(0, builder.softmax(call.in(0)));
        return true;
    }

    private static boolean softmaxGradient(OpCall call, PlanBuilder builder) {
        if (!isAlongRows(call)) {
            return false;
        }
        call.set(0, builder.rows(RowOp.SOFTMAX_GRADIENT, builder.cachedSoftmax(call.in(0)), call.in(1)));
        return true;
    }

    private static boolean isAlongRows(OpCall call) {
        long[] arguments = call.integers();
        return arguments.length == 0
                || arguments[0] == -1
                || arguments[0] == call.in(0).rank() - 1;
    }

    private static boolean layerNorm(OpCall call, PlanBuilder builder) {
        call.set(0, builder.rows(RowOp.layerNorm(call.eps()), List.of(call.in(1), call.in(2)), call.in(0)));
        return true;
    }

    /** Inputs: x, gain, bias, gradient. Outputs: the gradients of x, gain and bias. */
    private static boolean layerNormGradient(OpCall call, PlanBuilder builder) {
        Tensor x = call.in(0);
        Tensor out = Tensor.planned(x.shape());
        Tensor gain = Tensor.planned(call.in(1).shape());
        Tensor bias = Tensor.planned(call.in(2).shape());
        builder.rows(RowOp.layerNormGradient(call.eps()), List.of(call.in(1)), out, List.of(gain, bias), x, call.in(3));
        call.set(0, out);
        call.set(1, gain);
        call.set(2, bias);
        return true;
    }

    /** Returns whether broadcasting {@code small} to {@code large} repeats all of its values in order. */
    private static boolean repeats(Tensor small, Tensor large) {
        int skip = large.rank() - small.rank();
        boolean started = false;
        for (int axis = 0; axis < large.rank(); axis++) {
            int size = axis < skip ? 1 : small.shape()[axis - skip];
            started |= size != 1;
            if (started && size != large.shape()[axis]) {
                return false;
            }
        }
        return skip >= 0 && small.width() == large.width();
    }

    private static boolean isVector(Tensor small, Tensor large) {
        return small.size() == large.width() && small.size() != large.size();
    }
}
