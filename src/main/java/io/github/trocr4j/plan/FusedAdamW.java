package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * AdamW over all parameters in one pass of the memory, and the norm of all gradients. ND4J's updaters go over each
 * array several times. FLOAT on the CPU only; not for several threads at once.
 */
public final class FusedAdamW {
    /**
     * Values that one thread takes at a time; fixed, so that sums are the same to the bit with any number of threads.
     */
    private static final int PIECE = 1 << 16;

    private static final int TILE = 2048;

    private final int threads;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();

    /**
     * One parameter, its moments, which start at zero, and whether weight decay applies to it.
     *
     * @param value changed in place, like the others
     * @param rateScale what the learning rate is multiplied by
     */
    public record Slot(INDArray value, INDArray first, INDArray second, boolean decays, double rateScale) {}

    /**
     * One step's numbers; {@code step} counts from 1.
     *
     * @param scale of the gradients
     */
    public record Step(
            long step,
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double scale) {}

    private record Piece(int slot, int from, int length, Memory value, Memory first, Memory second) {}

    /**
     * What is the same for all values of a step.
     *
     * @param scale of the gradients (clipping)
     * @param keep 1 minus learning rate times decay
     * @param rest1 1 - beta1, rounded once: 1 - (float) 0.999 would be wrong in the fifth digit
     * @param rest2 1 - beta2
     * @param rate learning rate over the first moment's correction
     * @param rootCorrection 1 over the root of the second moment's correction
     */
    private record Factors(
            float scale,
            float keep,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float rate,
            float rootCorrection,
            float epsilon) {}

    /** For these parameters, whose arrays must be dense. */
    public FusedAdamW(List<Slot> parameters, int threads) {
        this.threads = threads;
        for (Slot slot : parameters) {
            Memory value = bound(slot.value());
            Memory first = bound(slot.first());
            Memory second = bound(slot.second());
            for (int from = 0; from < value.length(); from += PIECE) {
                int length = Math.min(PIECE, value.length() - from);
                pieces.add(new Piece(slots.size(), from, length, value, first, second));
            }
            slots.add(slot);
        }
    }

    private static Memory bound(INDArray dense) {
        Memory memory = Memory.external(Math.toIntExact(dense.length()));
        memory.bind(dense);
        return memory;
    }

    /** L2 norm over all gradients, one for each parameter, in their order. */
    public double norm(List<INDArray> gradients) {
        List<Memory> g = gradients.stream().map(FusedAdamW::bound).toList();
        double[] squares = new double[pieces.size()];
        try (Team team = new Team(threads)) {
            team.run(squares.length, index -> {
                Piece piece = pieces.get(index);
                float[] tile = new float[TILE];
                for (int at = 0; at < piece.length(); at += TILE) {
                    int n = Math.min(TILE, piece.length() - at);
                    g.get(piece.slot()).floats().get(piece.from() + at, tile, 0, n);
                    squares[index] += squares(tile, n);
                }
            });
        }
        return Math.sqrt(Arrays.stream(squares).sum());
    }

    /** Changes all parameters and moments by their gradients, which stay as they are. */
    public void step(List<INDArray> gradients, Step step) {
        List<Memory> g = gradients.stream().map(FusedAdamW::bound).toList();
        try (Team team = new Team(threads)) {
            team.run(pieces.size(), index -> {
                Piece piece = pieces.get(index);
                Factors factors = factors(step, slots.get(piece.slot()));
                float[][] tiles = new float[4][TILE];
                for (int at = 0; at < piece.length(); at += TILE) {
                    int n = Math.min(TILE, piece.length() - at);
                    int from = piece.from() + at;
                    piece.value().floats().get(from, tiles[0], 0, n);
                    piece.first().floats().get(from, tiles[1], 0, n);
                    piece.second().floats().get(from, tiles[2], 0, n);
                    g.get(piece.slot()).floats().get(from, tiles[3], 0, n);
                    update(tiles[0], tiles[1], tiles[2], tiles[3], n, factors);
                    piece.value().floats().put(from, tiles[0], 0, n);
                    piece.first().floats().put(from, tiles[1], 0, n);
                    piece.second().floats().put(from, tiles[2], 0, n);
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
     * Changes parameter {@code p} and its moments {@code m} and {@code v} by gradient {@code g}, in a loop that C2
     * compiles to vector instructions.
     */
    private static void update(float[] p, float[] m, float[] v, float[] g, int n, Factors f) {
        float scale = f.scale();
        float keep = f.keep();
        float beta1 = f.beta1();
        float beta2 = f.beta2();
        float rest1 = f.rest1();
        float rest2 = f.rest2();
        float rate = f.rate();
        float rootCorrection = f.rootCorrection();
        float epsilon = f.epsilon();
        for (int i = 0; i < n; i++) {
            float gradient = g[i] * scale;
            float first = beta1 * m[i] + rest1 * gradient;
            float second = beta2 * v[i] + rest2 * gradient * gradient;
            m[i] = first;
            v[i] = second;
            p[i] = p[i] * keep - rate * first / ((float) Math.sqrt(second) * rootCorrection + epsilon);
        }
    }

    /** Sum of squares, in four lanes of float and added up in double. */
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
