package io.github.trocr4j.plan;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a graph does for inputs of certain shapes, step by step, in memory of its own. One thread at a time may run it. */
final class Plan implements AutoCloseable {
    private final List<Step> steps;
    private final Arena arena;
    private final Map<String, Memory> placeholders = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, Tensor> outputs;
    private final List<String> outputNames;

    /** {@code placeholders} are tensors in memory that each run binds anew. */
    Plan(List<Step> steps, Arena arena, Map<String, Tensor> placeholders, Map<String, Tensor> outputs) {
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

    /** Native memory that it holds. */
    long bytes() {
        return arena.bytes();
    }

    @Override
    public void close() {
        arena.close();
    }
}
