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

/**
 * What a graph does for inputs of certain shapes, step by step, in memory of its own. One thread at a time may run it.
 */
final class Plan implements AutoCloseable {
    private final List<Step> steps;
    private final Arena arena;
    private final Map<String, Memory> placeholders = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, Tensor> outputs;
    private final Map<String, Tensor> values;
    private final List<String> outputNames;

    /**
     * A plan to run.
     *
     * @param placeholders tensors in memory that each run binds anew
     * @param values all variables that were planned, for {@link #outline}
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

    /** Whether its values follow each other in row-major order from the start of its buffer. */
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

    /** Whether it was made for inputs of these shapes and these outputs. */
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

    /** The outputs; they are this plan's, and change with its next run. */
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

    /** What its steps do, in the words of the graph that it was made from. */
    CompiledGraph.Outline outline(SameDiff sd) {
        Map<Memory, List<String>> variables = new HashMap<>(); // the first is computed or given, the others are views
        for (SDVariable variable : sd.variables()) {
            if (variable.getVariableType() != VariableType.ARRAY) {
                addTo(variables, variable.name());
            }
        }
        sd.getOps().values().forEach(op -> op.getOutputsOfOp().forEach(output -> addTo(variables, output)));
        outputs.forEach((name, tensor) -> variables.putIfAbsent(tensor.memory(), List.of(name))); // a copy
        return new CompiledGraph.Outline(
                bytes(),
                steps.stream().map(step -> planned(step, variables, sd)).toList());
    }

    private void addTo(Map<Memory, List<String>> variables, String name) {
        if (values.containsKey(name)) {
            variables
                    .computeIfAbsent(values.get(name).memory(), memory -> new ArrayList<>())
                    .add(name);
        }
    }

    private CompiledGraph.Planned planned(Step step, Map<Memory, List<String>> variables, SameDiff sd) {
        Set<SameDiffOp> covered = new LinkedHashSet<>();
        Map<String, List<Integer>> made = new LinkedHashMap<>();
        for (Memory memory : step.makes()) {
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
        return new CompiledGraph.Planned(
                step.kind(), covered.stream().map(op -> op.getOp().opName()).toList(), List.copyOf(reads), made);
    }

    private List<Integer> shape(String name) {
        return Arrays.stream(values.get(name).shape()).boxed().toList();
    }

    /** Native memory that it holds. */
    long bytes() {
        return arena.bytes();
    }

    @Override
    public void close() {
        arena.close();
    }
}
