package io.github.trocr4j.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a graph does for inputs of certain shapes, step by step, in memory of its own. One thread at a time may run it. */
final class Plan implements AutoCloseable {
    private final List<Step> steps;
    private final Arena arena;
    private final Map<String, Memory> placeholders;
    private final Map<String, Tensor> outputs;

    Plan(List<Step> steps, Arena arena, Map<String, Memory> placeholders, Map<String, Tensor> outputs) {
        this.steps = steps;
        this.arena = arena;
        this.placeholders = placeholders;
        this.outputs = outputs;
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

    /** The outputs; they are this plan's, and change with its next run. */
    Map<String, INDArray> run(Map<String, INDArray> inputs, Team team) {
        placeholders.forEach((name, memory) -> {
            INDArray input = inputs.get(name);
            memory.bind(isDense(input) ? input : input.dup('c'));
        });
        for (Step step : steps) {
            step.run(team);
        }
        Map<String, INDArray> results = new LinkedHashMap<>();
        outputs.forEach((name, tensor) -> results.put(name, tensor.memory().as(tensor.longShape())));
        return results;
    }

    List<Step> steps() {
        return steps;
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
