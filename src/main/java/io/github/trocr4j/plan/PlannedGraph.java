package io.github.trocr4j.plan;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a SameDiff graph with plans, on the CPU, in FLOAT. SameDiff provides the graph, the weights and the gradients.
 * Plans replace its session, which looks up, allocates and frees memory for each operation. There is one plan for each
 * set of input shapes, created on first use and cached.
 *
 * <p>Two operations differ from ND4J's: {@code layer_norm} has an epsilon ({@link PlannedLayerNorm}), and
 * {@code precise_gelu} is the exact GELU (Hendrycks and Gimpel 2016).
 *
 * <p>Not thread-safe.
 */
public final class PlannedGraph implements CompiledGraph {
    private static final long MAX_BYTES = 256L << 20;

    private final SameDiff sd;
    private final int threads;
    private final Optional<FrozenWeights> frozen;
    private final Optional<SharedMemory> shared;
    private final Map<Plan, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Creates an instance.
     *
     * @param sd the graph; the caller closes it; each run reads its current weights, without a copy
     * @param threads number of threads for one run, including the caller's
     * @param frozen cache for weights that do not change while the graph is used; empty if they may change
     */
    public PlannedGraph(SameDiff sd, int threads, Optional<FrozenWeights> frozen) {
        this(sd, threads, frozen, Optional.empty());
    }

    /**
     * Creates an instance whose plans share memory.
     *
     * @param shared the memory of all its plans, and of other graphs'; each run overwrites the outputs of the last run
     *     of any; the caller closes it. If empty, each plan has its own
     */
    public PlannedGraph(SameDiff sd, int threads, Optional<FrozenWeights> frozen, Optional<SharedMemory> shared) {
        this.shared = shared;
        this.sd = sd;
        this.threads = threads;
        this.frozen = frozen;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Inputs and outputs are FLOAT. The next run with the same shapes overwrites the outputs.
     *
     * @throws IllegalArgumentException if a placeholder has no value, or the value is empty or not FLOAT
     */
    @Override
    public Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> outputs) {
        Plan plan = plan(placeholders, outputs);
        int previous = NativeThreads.enter();
        try (Team team = new Team(threads)) {
            return plan.run(placeholders, team);
        } finally {
            NativeThreads.exit(previous);
        }
    }

    private Plan plan(Map<String, INDArray> placeholders, List<String> names) {
        for (Plan known : plans.keySet()) {
            if (known.fits(placeholders, names)) {
                return plans.get(known); // get() marks it as the most recently used
            }
        }
        Plan plan = Planner.plan(sd, names, placeholders, frozen, shared);
        plans.put(plan, plan);
        evictOldest();
        return plan;
    }

    /** Frees the least recently used plans if all need too much memory. The last two are always kept. */
    private void evictOldest() {
        long bytes = plans.values().stream().mapToLong(Plan::bytes).sum();
        Iterator<Plan> oldest = plans.values().iterator();
        while (bytes > MAX_BYTES && plans.size() > 2) {
            Plan plan = oldest.next();
            bytes -= plan.bytes();
            plan.close();
            oldest.remove();
        }
    }

    @Override
    public List<PlanSummary> plans() {
        return plans.values().stream().map(plan -> plan.summary(sd)).toList();
    }

    @Override
    public void close() {
        plans.values().forEach(Plan::close);
        plans.clear();
    }
}
