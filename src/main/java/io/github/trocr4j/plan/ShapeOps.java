package io.github.trocr4j.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Plans operations that create views of values or copy them. */
final class ShapeOps {
    static final Map<String, Planner.OpPlanner> PLANNERS = Map.of(
            "reshape", ShapeOps::reshape,
            "permute", ShapeOps::permute,
            "concat", ShapeOps::concat,
            "concat_bp", ShapeOps::concatGradient,
            "strided_slice", ShapeOps::slice,
            "strided_slice_bp", ShapeOps::sliceGradient);

    private ShapeOps() {}

    private static boolean reshape(OpCall call, PlanBuilder builder) {
        Tensor x = call.in(0);
        int[] shape;
        if (call.inputs() == 2) { // a gradient, reshaped to the shape of another variable
            Tensor like = call.in(1);
            if (like == null) {
                return false;
            }
            shape = like.shape();
        } else {
            long[] arguments = call.integers();
            shape = Arrays.stream(arguments, 1, arguments.length) // the first is the order
                    .mapToInt(Math::toIntExact)
                    .toArray();
            if (arguments[0] != -99) { // 'c', negated
                return false;
            }
            infer(shape, x.size());
        }
        call.set(0, builder.dense(x).reshape(shape));
        return true;
    }

    private static void infer(int[] shape, int size) {
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == -1) {
                shape[axis] = 1;
                shape[axis] = size / Tensor.size(shape);
            }
        }
    }

    private static boolean permute(OpCall call, PlanBuilder builder) {
        int[] axes = Arrays.stream(call.integers()).mapToInt(Math::toIntExact).toArray();
        call.set(0, call.in(0).permute(axes));
        return true;
    }

    private static boolean concat(OpCall call, PlanBuilder builder) {
        int axis = axis(call, call.in(0).rank());
        int[] shape = call.in(0).shape().clone();
        for (int i = 1; i < call.inputs(); i++) {
            shape[axis] += call.in(i).shape()[axis];
        }
        Tensor out = Tensor.planned(shape);
        int from = 0;
        for (int i = 0; i < call.inputs(); i++) {
            int to = from + call.in(i).shape()[axis];
            builder.add(new CopyStep(call.in(i), out.slice(axis, from, to)));
            from = to;
        }
        call.set(0, out);
        return true;
    }

    private static boolean concatGradient(OpCall call, PlanBuilder builder) {
        int last = call.inputs() - 1;
        Tensor gradient = call.in(last);
        int axis = axis(call, gradient.rank());
        int from = 0;
        for (int i = 0; i < last; i++) {
            int to = from + call.in(i).shape()[axis];
            call.set(i, gradient.slice(axis, from, to));
            from = to;
        }
        return true;
    }

    private static int axis(OpCall call, int rank) {
        int axis = Math.toIntExact(call.integers()[0]);
        return axis < 0 ? axis + rank : axis;
    }

    private static boolean slice(OpCall call, PlanBuilder builder) {
        Tensor view = sliced(call, call.in(0));
        if (view == null) {
            return false;
        }
        call.set(0, view);
        return true;
    }

    private static boolean sliceGradient(OpCall call, PlanBuilder builder) {
        Tensor out = Tensor.planned(call.in(0).shape());
        Tensor view = sliced(call, out);
        if (view == null) {
            return false;
        }
        builder.add(new ZeroStep(out.memory()));
        builder.add(new CopyStep(call.in(1), view));
        call.set(0, out);
        return true;
    }

    /**
     * Returns a slice, or null if it is not supported. Arguments: five masks (begin, ellipsis, end, new axis, shrink),
     * then begin, end and stride of each axis.
     */
    private static Tensor sliced(OpCall call, Tensor x) {
        long[] arguments = call.integers();
        int rank = x.rank();
        if (arguments.length != 5 + 3 * rank || arguments[1] != 0 || arguments[3] != 0 || arguments[4] != 0) {
            return null;
        }
        Tensor view = x;
        for (int axis = 0; axis < rank; axis++) {
            boolean fromStart = (arguments[0] >> axis & 1) == 1;
            boolean toEnd = (arguments[2] >> axis & 1) == 1;
            int from = fromStart ? 0 : Math.toIntExact(arguments[5 + axis]);
            int to = toEnd ? x.shape()[axis] : Math.toIntExact(arguments[5 + rank + axis]);
            if (arguments[5 + 2 * rank + axis] != 1 || from < 0 || to < from || to > x.shape()[axis]) {
                return null;
            }
            view = view.slice(axis, from, to);
        }
        return view;
    }

    /** Fills the gradient of a slice's input with zeros. */
    private record ZeroStep(Memory memory) implements Step {
        @Override
        public List<Memory> reads() {
            return List.of();
        }

        @Override
        public List<Memory> writes() {
            return List.of(memory);
        }

        @Override
        public void run(Team team) {
            float[] zeros = new float[Math.min(memory.length(), 4096)];
            for (int at = 0; at < memory.length(); at += zeros.length) {
                memory.floats().put(at, zeros, 0, Math.min(zeros.length, memory.length() - at));
            }
        }
    }
}
