package io.github.trocr4j.plan;

import java.util.Map;

/** Plans matrix products and their gradients. */
final class MatrixOps {
    static final Map<String, Planner.OpPlanner> PLANNERS =
            Map.of("matmul", MatrixOps::multiply, "matmul_bp", MatrixOps::multiplyGradient);

    private MatrixOps() {}

    /** Integer arguments: whether a, b and the result are transposed. */
    private static boolean multiply(OpCall call, PlanBuilder builder) {
        if (!supported(call)) {
            return false;
        }
        Tensor a = transposed(call.in(0), call.integers()[0]);
        Tensor b = transposed(call.in(1), call.integers()[1]);
        int[] shape = a.shape().clone();
        shape[shape.length - 1] = b.width();
        Tensor out = call.newOutput(0, shape);
        builder.multiply(a, b, out);
        call.set(0, out);
        return true;
    }

    /** The gradients are G B' and A' G, for inputs A and B and the gradient G of their product. */
    private static boolean multiplyGradient(OpCall call, PlanBuilder builder) {
        if (!supported(call)) {
            return false;
        }
        long transposeA = call.integers()[0];
        long transposeB = call.integers()[1];
        Tensor a = transposed(call.in(0), transposeA);
        Tensor b = transposed(call.in(1), transposeB);
        Tensor gradient = call.in(2);
        if (call.needs(0)) {
            Tensor out = call.newOutput(0, call.in(0).shape());
            builder.multiply(gradient, b.transposed(), transposed(out, transposeA));
            call.set(0, out);
        }
        if (call.needs(1)) {
            Tensor out = call.newOutput(1, call.in(1).shape());
            builder.multiply(a.transposed(), gradient, transposed(out, transposeB));
            call.set(1, out);
        }
        return true;
    }

    private static boolean supported(OpCall call) {
        int rank = call.in(0).rank();
        boolean sameStack = rank >= 2 && rank == call.in(1).rank() && call.integers()[2] == 0;
        for (int axis = 0; sameStack && axis < rank - 2; axis++) {
            sameStack = call.in(0).shape()[axis] == call.in(1).shape()[axis];
        }
        return sameStack;
    }

    private static Tensor transposed(Tensor t, long whether) {
        return whether == 0 ? t : t.transposed();
    }
}
