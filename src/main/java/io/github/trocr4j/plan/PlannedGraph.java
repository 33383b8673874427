package io.github.trocr4j.plan;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a SameDiff graph by plans of our own, on the CPU, in FLOAT: SameDiff stays the graph, the weights and the
 * gradient, but its session, which looks up, allocates and frees at each operation, is left out. A plan is made when
 * inputs of new shapes come, and kept.
 *
 * <p>Two operations differ from ND4J's: {@code layer_norm} has the epsilon that the built-in one lacks
 * ({@link PlannedLayerNorm}), and {@code precise_gelu} is the exact GELU (Hendrycks and Gimpel 2016).
 *
 * <p>Not for several threads at once.
 */
public final class PlannedGraph implements CompiledGraph {
    private static final long MOST_BYTES = 256L << 20;

    private final SameDiff sd;
    private final int threads;
    private final Optional<FrozenWeights> frozen;
    private final Map<Plan, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A graph to run.
     *
     * @param sd stays the caller's; its weights are read where they lie, in each run
     * @param threads that work on one run, the caller's included
     * @param frozen for weights that do not change while this is used; empty where they may
     */
    public PlannedGraph(SameDiff sd, int threads, Optional<FrozenWeights> frozen) {
        this.sd = sd;
        this.threads = threads;
        this.frozen = frozen;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Inputs and outputs are FLOAT. The next run with the same shapes overwrites the outputs; copy them to keep
     * them.
     */
    @Override
    public Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> outputs) {
        Plan plan = plan(placeholders, outputs);
        int before = NativeThreads.enter();
        try (Team team = new Team(threads)) {
            return plan.run(placeholders, team);
        } finally {
            NativeThreads.leave(before);
        }
    }

    private Plan plan(Map<String, INDArray> placeholders, List<String> names) {
        for (Plan known : plans.keySet()) {
            if (known.fits(placeholders, names)) {
                return plans.get(known); // which makes it the one last used
            }
        }
        Plan plan = Planner.plan(sd, names, placeholders, frozen);
        plans.put(plan, plan);
        forgetOldest();
        return plan;
    }

    /** Plans for sizes that do not come any more give their memory back; the two last used stay in any case. */
    private void forgetOldest() {
        long bytes = plans.values().stream().mapToLong(Plan::bytes).sum();
        Iterator<Plan> oldest = plans.values().iterator();
        while (bytes > MOST_BYTES && plans.size() > 2) {
            Plan plan = oldest.next();
            bytes -= plan.bytes();
            plan.close();
            oldest.remove();
        }
    }

    @Override
    public List<Outline> plans() {
        return plans.values().stream().map(plan -> plan.outline(sd)).toList();
    }

    @Override
    public void close() {
        plans.values().forEach(Plan::close);
        plans.clear();
    }
}
