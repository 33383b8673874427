package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The steps that compute a graph for inputs of fixed shapes, with their own memory. Not thread-safe. */
final class Plan implements AutoCloseable {
    private final List<Step> steps;
    private final Arena arena;
    private final Map<String, Memory> placeholders = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, Tensor> outputs;
    private final Map<String, Tensor> values;
    private final List<String> outputNames;

    /**
     * Creates a plan.
     *
     * @param placeholders tensors whose memory each run binds to its inputs
     * @param values tensors of all planned variables, for {@link #summary}
     */
    Plan(
            List<Step> steps,
            Arena arena,
            Map<String, Tensor> placeholders,
            Map<String, Tensor> outputs,
            Map<String, Tensor> values) {
        this.values = values;
        this.steps = steps;
        this.arena = arena;
        this.outputs = outputs;
        this.outputNames = List.copyOf(outputs.keySet());
        placeholders.forEach((name, tensor) -> {
            this.placeholders.put(name, tensor.memory());
            this.shapes.put(name, tensor.longShape());
        });
    }

    /** Returns whether the values are contiguous, in row-major order and at the start of the buffer. */
    static boolean isDense(INDArray array) {
        long expected = 1;
        for (int axis = array.rank() - 1; axis >= 0; axis--) {
            if (array.size(axis) != 1 && array.stride(axis) != expected) {
                return false;
            }
            expected *= array.size(axis);
        }
        return array.offset() == 0;
    }

    /** Returns whether this plan has these input shapes and outputs. */
    boolean fits(Map<String, INDArray> inputs, List<String> names) {
        if (!names.equals(outputNames)) {
            return false;
        }
        for (Map.Entry<String, long[]> shape : shapes.entrySet()) {
            INDArray input = inputs.get(shape.getKey());
            if (input == null || !Arrays.equals(input.shape(), shape.getValue())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs the plan.
     *
     * @return outputs by name; the next run overwrites them
     */
    Map<String, INDArray> run(Map<String, INDArray> inputs, Team team) {
        placeholders.forEach((name, memory) -> {
            INDArray input = inputs.get(name);
            requireFloat(name, input);
            memory.bind(isDense(input) ? input : input.dup('c'));
        });
        for (Step step : steps) {
            step.run(team);
        }
        Map<String, INDArray> results = new LinkedHashMap<>();
        outputs.forEach((name, tensor) -> results.put(name, tensor.memory().as(tensor.longShape())));
        return results;
    }

    private static void requireFloat(String name, INDArray input) {
        if (input.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("Plans compute FLOAT, " + name + " is " + input.dataType() + ".");
        }
    }

    /** Describes the steps in terms of the graph's operations and variables. */
    CompiledGraph.PlanSummary summary(SameDiff sd) {
        // the first name is that of an input or a computed variable, the others are views of it
        Map<Memory, List<String>> variables = new HashMap<>();
        for (SDVariable variable : sd.variables()) {
            if (variable.getVariableType() != VariableType.ARRAY) {
                addTo(variables, variable.name());
            }
        }
        sd.getOps().values().forEach(op -> op.getOutputsOfOp().forEach(output -> addTo(variables, output)));
        outputs.forEach((name, tensor) -> variables.putIfAbsent(tensor.memory(), List.of(name))); // a copy
        return new CompiledGraph.PlanSummary(
                bytes(),
                steps.stream().map(step -> summary(step, variables, sd)).toList());
    }

    private void addTo(Map<Memory, List<String>> variables, String name) {
        if (values.containsKey(name)) {
            variables
                    .computeIfAbsent(values.get(name).memory(), memory -> new ArrayList<>())
                    .add(name);
        }
    }

    private CompiledGraph.StepSummary summary(Step step, Map<Memory, List<String>> variables, SameDiff sd) {
        Set<SameDiffOp> covered = new LinkedHashSet<>();
        Map<String, List<Integer>> made = new LinkedHashMap<>();
        for (Memory memory : step.computes()) {
            List<String> names = variables.getOrDefault(memory, List.of());
            names.forEach(name ->
                    covered.add(sd.getOps().get(sd.getVariables().get(name).getOutputOfOp())));
            names.stream().limit(1).forEach(name -> made.put(name, shape(name)));
        }
        Set<String> reads = new LinkedHashSet<>();
        Stream<Memory> inputs = covered.stream()
                .flatMap(op -> Planner.inputsOf(op).stream())
                .filter(values::containsKey)
                .map(input -> values.get(input).memory());
        Stream.concat(inputs, step.reads().stream())
                .forEach(memory -> variables.getOrDefault(memory, List.of()).stream()
                        .limit(1)
                        .forEach(reads::add));
        reads.removeAll(made.keySet());
        return new CompiledGraph.StepSummary(
                step.kind(), covered.stream().map(op -> op.getOp().opName()).toList(), List.copyOf(reads), made);
    }

    private List<Integer> shape(String name) {
        return Arrays.stream(values.get(name).shape()).boxed().toList();
    }

    /** Returns the size of the plan's native memory in bytes. */
    long bytes() {
        return arena.bytes();
    }

    @Override
    public void close() {
        arena.close();
    }
}
