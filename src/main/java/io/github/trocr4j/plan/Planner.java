package io.github.trocr4j.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Creates a {@link Plan} of a SameDiff graph for fixed input shapes. It contains only the operations that the outputs
 * depend on, in the order of the graph, with views instead of copies, fused row operations and shared memory.
 */
final class Planner {
    private static final Map<String, OpPlanner> OPERATIONS = new HashMap<>();

    static {
        OPERATIONS.putAll(MatrixOps.PLANNERS);
        OPERATIONS.putAll(ShapeOps.PLANNERS);
        OPERATIONS.putAll(ElementOps.PLANNERS);
    }

    private final SameDiff sd;
    private final PlannedLayerNorm layerNorms;
    private final Map<String, Tensor> values = new HashMap<>();
    private final Map<String, Tensor> placeholders = new LinkedHashMap<>();
    private final Set<String> needed = new HashSet<>();
    private final List<SameDiffOp> operations = new ArrayList<>();
    private final Map<String, int[]> permutedTo = new HashMap<>();
    private final PlanBuilder builder;

    private Planner(SameDiff sd, Optional<FrozenWeights> frozen) {
        this.sd = sd;
        this.layerNorms = new PlannedLayerNorm(sd);
        this.builder = new PlanBuilder(frozen);
    }

    /**
     * Creates a plan.
     *
     * @param outputs variables to compute
     * @param inputs values of all placeholders that the outputs depend on; only their shapes are used
     * @param frozen empty if weights may change between runs
     * @param shared memory to use; empty for memory of its own
     */
    static Plan plan(
            SameDiff sd,
            List<String> outputs,
            Map<String, INDArray> inputs,
            Optional<FrozenWeights> frozen,
            Optional<SharedMemory> shared) {
        Planner planner = new Planner(sd, frozen);
        planner.findNeeded(outputs);
        planner.findPermuted();
        planner.addLeaves(inputs);
        planner.operations.forEach(planner::plan);
        Map<String, Tensor> results = new LinkedHashMap<>();
        for (String output : outputs) {
            results.put(output, planner.result(output));
        }
        Set<Memory> kept = new HashSet<>();
        results.values().forEach(tensor -> kept.add(tensor.memory()));
        List<Step> steps = StackStep.merge(RowFusion.steps(planner.builder.items(), kept));
        return new Plan(steps, new Arena(steps, kept, shared), planner.placeholders, results, planner.values);
    }

    private void findNeeded(List<String> outputs) {
        Deque<String> pending = new ArrayDeque<>(outputs);
        Set<String> found = new HashSet<>();
        while (!pending.isEmpty()) {
            String name = pending.pop();
            if (needed.add(name)) {
                SDVariable variable = sd.getVariable(name);
                if (variable == null) {
                    throw new IllegalArgumentException("Unknown variable: " + name + ".");
                }
                String op = sd.getVariables().get(name).getOutputOfOp();
                if (op != null && found.add(op)) {
                    pending.addAll(inputsOf(sd.getOps().get(op)));
                }
            }
        }
        for (SameDiffOp op : sd.getOps().values()) {
            if (found.contains(op.getName())) {
                operations.add(op);
            }
        }
    }

    static List<String> inputsOf(SameDiffOp op) {
        return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    }

    private void findPermuted() {
        for (SameDiffOp op : operations) {
            if (op.getOp().opName().equals("permute")) {
                long[] axes = ((org.nd4j.linalg.api.ops.DynamicCustomOp) op.getOp()).iArgs();
                permutedTo.put(
                        inputsOf(op).get(0),
                        Arrays.stream(axes).mapToInt(Math::toIntExact).toArray());
            }
        }
    }

    /** Creates tensors over the arrays of weights, and over inputs, which are bound in each run. */
    private void addLeaves(Map<String, INDArray> inputs) {
        for (String name : needed) {
            VariableType type = sd.getVariable(name).getVariableType();
            if (type == VariableType.PLACEHOLDER) {
                INDArray input = inputs.get(name);
                if (input == null) {
                    throw new IllegalArgumentException("Missing value for the placeholder " + name + ".");
                }
                if (input.isEmpty()) {
                    throw new IllegalArgumentException("The value for the placeholder " + name + " is empty.");
                }
                Memory memory = Memory.external(Math.toIntExact(input.length()));
                Tensor tensor = Tensor.dense(memory, shape(input));
                placeholders.put(name, tensor);
                values.put(name, tensor);
            } else if (type != VariableType.ARRAY) {
                INDArray array = sd.getVariable(name).getArr();
                if (!Plan.isDense(array)) {
                    throw new IllegalArgumentException("Weights must be dense and row-major, " + name + " is not.");
                }
                Memory memory = Memory.external(Math.toIntExact(array.length()));
                memory.bind(array);
                values.put(name, Tensor.dense(memory, shape(array)));
            }
        }
    }

    private static int[] shape(INDArray array) {
        return Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray();
    }

    private void plan(SameDiffOp op) {
        OpCall call = new OpCall(op.getOp(), inputsOf(op), op.getOutputsOfOp(), values, needed, permutedTo, layerNorms);
        if (op.getOp().opName().equals("shape_of")) {
            values.put(op.getOutputsOfOp().get(0), call.in(0));
            return;
        }
        OpPlanner planner = OPERATIONS.get(op.getOp().opName());
        if (planner == null || !planner.plan(call, builder)) {
            planWithNd4j(call);
        }
    }

    private void planWithNd4j(OpCall call) {
        List<Tensor> inputs = call.inputNames().stream()
                .map(values::get)
                .map(this::wholeMemory)
                .toList();
        List<int[]> shapes = NativeStep.outputShapes(call.op(), inputs);
        List<Tensor> outputs = shapes.stream().map(Tensor::planned).toList();
        builder.add(new NativeStep(call.op(), inputs, outputs));
        for (int i = 0; i < outputs.size(); i++) {
            call.set(i, outputs.get(i));
        }
    }

    /** Returns a dense tensor that is all of its memory, copied if necessary, as ND4J and callers require. */
    private Tensor wholeMemory(Tensor t) {
        if (t.isWholeMemory()) {
            return t;
        }
        Tensor copy = Tensor.planned(t.shape());
        builder.add(new CopyStep(t, copy));
        return copy;
    }

    /** Returns the tensor of an output. It is copied if it is a view, an input or a weight. */
    private Tensor result(String name) {
        Tensor value = wholeMemory(values.get(name));
        if (!value.memory().isExternal()) {
            return value;
        }
        Tensor copy = Tensor.planned(value.shape());
        builder.add(new CopyStep(value, copy));
        return copy;
    }

    /** Plans one kind of operation. */
    @FunctionalInterface
    interface OpPlanner {
        /**
         * Adds the steps that compute the needed outputs of {@code call}. Returns false if this case is not supported.
         */
        boolean plan(OpCall call, PlanBuilder builder);
    }
}
