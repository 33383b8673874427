package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * AdamW over all parameters in a single pass over memory, and the norm of all gradients. ND4J's updaters make several
 * passes over each array. FLOAT on the CPU only. Not thread-safe.
 */
public final class FusedAdamW {
    /** Number of values in a chunk. It is constant, so sums have the same bits with any number of threads. */
    private static final int CHUNK = 1 << 16;

    private static final int TILE = 2048;

    private final int threads;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();

    /**
     * A parameter and its state.
     *
     * @param value the values, updated in place
     * @param rateScale factor of the learning rate
     */
    public record Slot(INDArray value, INDArray first, INDArray second, boolean decays, double rateScale) {}

    /**
     * The settings of one step.
     *
     * @param step number of the step, from 1
     * @param scale factor of the gradients
     */
    public record Step(
            long step,
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double scale) {}

    private record Chunk(int slot, int from, int length, Memory value, Memory first, Memory second) {}

    /**
     * The factors of all values of a parameter in a step.
     *
     * @param scale factor of the gradients (clipping)
     * @param decayFactor 1 - learning rate * weight decay
     * @param oneMinusBeta1 1 - beta1, rounded once; for 0.999, 1 - (float) beta would be wrong in the fifth digit
     * @param oneMinusBeta2 1 - beta2
     * @param rate learning rate / bias correction of the first moment
     * @param rootCorrection 1 / square root of the bias correction of the second moment
     */
    private record Factors(
            float scale,
            float decayFactor,
            float beta1,
            float oneMinusBeta1,
            float beta2,
            float oneMinusBeta2,
            float rate,
            float rootCorrection,
            float epsilon) {}

    /**
     * Creates an optimiser.
     *
     * @param parameters their arrays must be dense
     * @param threads number of threads, including the caller's
     */
    public FusedAdamW(List<Slot> parameters, int threads) {
        this.threads = threads;
        for (Slot slot : parameters) {
            Memory value = bound(slot.value());
            Memory first = bound(slot.first());
            Memory second = bound(slot.second());
            for (int from = 0; from < value.length(); from += CHUNK) {
                int length = Math.min(CHUNK, value.length() - from);
                chunks.add(new Chunk(slots.size(), from, length, value, first, second));
            }
            slots.add(slot);
        }
    }

    private static Memory bound(INDArray dense) {
        Memory memory = Memory.external(Math.toIntExact(dense.length()));
        memory.bind(dense);
        return memory;
    }

    /**
     * Returns the L2 norm of all gradients.
     *
     * @param gradients in the order of the parameters
     */
    public double norm(List<INDArray> gradients) {
        List<Memory> g = gradients.stream().map(FusedAdamW::bound).toList();
        double[] squares = new double[chunks.size()];
        try (Team team = new Team(threads)) {
            team.run(squares.length, index -> {
                Chunk chunk = chunks.get(index);
                float[] tile = new float[TILE];
                for (int at = 0; at < chunk.length(); at += TILE) {
                    int n = Math.min(TILE, chunk.length() - at);
                    g.get(chunk.slot()).floats().get(chunk.from() + at, tile, 0, n);
                    squares[index] += squares(tile, n);
                }
            });
        }
        return Math.sqrt(Arrays.stream(squares).sum());
    }

    /**
     * Updates all parameters and moments. The gradients are not modified.
     *
     * @param gradients in the order of the parameters
     */
    public void step(List<INDArray> gradients, Step step) {
        List<Memory> g = gradients.stream().map(FusedAdamW::bound).toList();
        try (Team team = new Team(threads)) {
            team.run(chunks.size(), index -> {
                Chunk chunk = chunks.get(index);
                Factors factors = factors(step, slots.get(chunk.slot()));
                float[][] tiles = new float[4][TILE];
                for (int at = 0; at < chunk.length(); at += TILE) {
                    int n = Math.min(TILE, chunk.length() - at);
                    int from = chunk.from() + at;
                    chunk.value().floats().get(from, tiles[0], 0, n);
                    chunk.first().floats().get(from, tiles[1], 0, n);
                    chunk.second().floats().get(from, tiles[2], 0, n);
                    g.get(chunk.slot()).floats().get(from, tiles[3], 0, n);
                    update(tiles[0], tiles[1], tiles[2], tiles[3], n, factors);
                    chunk.value().floats().put(from, tiles[0], 0, n);
                    chunk.first().floats().put(from, tiles[1], 0, n);
                    chunk.second().floats().put(from, tiles[2], 0, n);
                }
            });
        }
    }

    private static Factors factors(Step s, Slot slot) {
        double rate = s.learningRate() * slot.rateScale();
        return new Factors(
                (float) s.scale(),
                (float) (slot.decays() ? 1 - rate * s.weightDecay() : 1),
                (float) s.beta1(),
                (float) (1 - s.beta1()),
                (float) s.beta2(),
                (float) (1 - s.beta2()),
                (float) (rate / (1 - Math.pow(s.beta1(), (double) s.step()))),
                (float) (1 / Math.sqrt(1 - Math.pow(s.beta2(), (double) s.step()))),
                (float) s.epsilon());
    }

    /**
     * Updates parameter {@code p} and its moments {@code m} and {@code v} with gradient {@code g}. C2 vectorises the
     * loop.
     */
    private static void update(float[] p, float[] m, float[] v, float[] g, int n, Factors f) {
        float scale = f.scale();
        float decayFactor = f.decayFactor();
        float beta1 = f.beta1();
        float beta2 = f.beta2();
        float oneMinusBeta1 = f.oneMinusBeta1();
        float oneMinusBeta2 = f.oneMinusBeta2();
        float rate = f.rate();
        float rootCorrection = f.rootCorrection();
        float epsilon = f.epsilon();
        for (int i = 0; i < n; i++) {
            float gradient = g[i] * scale;
            float first = beta1 * m[i] + oneMinusBeta1 * gradient;
            float second = beta2 * v[i] + oneMinusBeta2 * gradient * gradient;
            m[i] = first;
            v[i] = second;
            p[i] = p[i] * decayFactor - rate * first / ((float) Math.sqrt(second) * rootCorrection + epsilon);
        }
    }

    /** Returns the sum of squares, accumulated in four float lanes, which are added in double. */
    private static double squares(float[] g, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 += g[i] * g[i];
            s1 += g[i + 1] * g[i + 1];
            s2 += g[i + 2] * g[i + 2];
            s3 += g[i + 3] * g[i + 3];
        }
        for (; i < n; i++) {
            s0 += g[i] * g[i];
        }
        return (double) s0 + s1 + s2 + s3;
    }
}
