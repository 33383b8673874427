package io.github.trocr4j.plan;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A SameDiff graph that is ready to run. Not for several threads at once. */
public interface CompiledGraph extends AutoCloseable {
    /**
     * One run.
     *
     * @param placeholders a value for each placeholder that the outputs need
     * @param outputs names of variables
     * @return their values, lent: the next run may change them or give their memory back
     */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> outputs);

    /** The plans that runs have left for others with the same shapes; none where no plans are made. */
    List<Outline> plans();

    /**
     * What a plan does.
     *
     * @param arenaBytes native memory for all intermediate values
     * @param steps in their order
     */
    record Outline(long arenaBytes, List<Planned> steps) {}

    /**
     * One step of a plan.
     *
     * @param kind the step's class, such as LinearStep; of a StackStep its parts, too
     * @param operations of the graph that it covers, such as matmul; a copy may cover none
     * @param reads variables that it needs; for a view the variable that it is a view of
     * @param outputs variables that it computes, with their shapes; views of them are left out
     */
    record Planned(String kind, List<String> operations, List<String> reads, Map<String, List<Integer>> outputs) {}

    /** Gives back all memory of its own, what it lent included. The graph and its weights stay. */
    @Override
    void close();
}
