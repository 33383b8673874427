package io.github.trocr4j.plan;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A SameDiff graph that is ready to run. Not thread-safe. */
public interface CompiledGraph extends AutoCloseable {
    /**
     * Runs the graph.
     *
     * @param placeholders values of all placeholders that the outputs depend on
     * @param outputs names of variables
     * @return values by name; the next run may overwrite them or free their memory
     */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> outputs);

    /** Returns the cached plans, one for each set of shapes; none if this graph does not use plans. */
    List<PlanSummary> plans();

    /**
     * The steps and the memory of a plan.
     *
     * @param arenaBytes size of the native memory for all intermediate values in bytes
     * @param steps steps in the order of execution
     */
    record PlanSummary(long arenaBytes, List<StepSummary> steps) {}

    /**
     * A step of a plan.
     *
     * @param kind class of the step, such as LinearStep; for a StackStep, also those of its parts
     * @param operations operations of the graph that the step computes, such as matmul; may be empty for a copy
     * @param reads variables that the step reads; a view is listed as the variable that it refers to
     * @param outputs shapes of the variables that the step computes, without views of them
     */
    record StepSummary(String kind, List<String> operations, List<String> reads, Map<String, List<Integer>> outputs) {}

    /** Frees all memory of plans, including arrays that they returned, but not the SameDiff graph and its weights. */
    @Override
    void close();
}
