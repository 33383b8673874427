package io.github.trocr4j.plan;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The steps of Muon over all its matrices, and the norm of their gradients. Each matrix is computed by one thread, so
 * the bits do not depend on the number of threads. ND4J's operations would take longer than a training step. FLOAT on
 * the CPU only. Not thread-safe; close it to free the memory.
 */
public final class FusedMuon implements AutoCloseable {
    private final Settings settings;
    private final List<Bound> matrices = new ArrayList<>();
    private final int[] largestFirst;
    private final List<Scratch> scratches = new ArrayList<>();

    /**
     * What does not change from step to step; see {@code train.Muon}.
     *
     * @param momentum decay rate of the mean gradient
     * @param iterations of Newton and Schulz
     * @param linear coefficient of X
     * @param cubic coefficient of X X^T X
     * @param quintic coefficient of (X X^T)^2 X
     * @param epsilon smallest divisor
     */
    public record Settings(
            double momentum, int iterations, double linear, double cubic, double quintic, double epsilon) {}

    /**
     * A matrix and its state.
     *
     * @param value [rows, columns], dense, updated in place
     * @param momentum the mean gradient, of the same shape
     */
    public record Slot(INDArray value, INDArray momentum) {}

    /**
     * The factors of a matrix in a step.
     *
     * @param scale factor of the gradient (clipping)
     * @param decay factor of the values
     * @param rate factor of the orthogonal matrix, which is subtracted
     */
    public record Step(double scale, double decay, double rate) {}

    private record Bound(int rows, int columns, FloatBuffer value, FloatBuffer momentum) {
        int length() {
            return rows * columns;
        }

        int shorter() {
            return Math.min(rows, columns);
        }
    }

    /** The arrays of one thread, large enough for each matrix. */
    private static final class Scratch implements AutoCloseable {
        private final Gemm gemm = new Gemm();
        private final FloatPointer[] pointers;
        private final float[] own;
        private final float[] other;

        Scratch(int length, int square) {
            pointers = new FloatPointer[] {
                new FloatPointer(length), new FloatPointer(length), new FloatPointer(square), new FloatPointer(square)
            };
            own = new float[Math.max(length, square)];
            other = new float[Math.max(length, square)];
        }

        Gemm.Matrix matrix(int index, int rows, int columns) {
            return new Gemm.Matrix(pointers[index].address(), rows, columns, columns, 1);
        }

        @Override
        public void close() {
            for (FloatPointer pointer : pointers) {
                pointer.close();
            }
        }
    }

    /**
     * Creates an optimiser.
     *
     * @param slots its matrices
     * @param threads number of threads, including the caller's
     */
    public FusedMuon(List<Slot> slots, Settings settings, int threads) {
        this.settings = settings;
        for (Slot slot : slots) {
            matrices.add(new Bound(
                    Math.toIntExact(slot.value().size(0)),
                    Math.toIntExact(slot.value().size(1)),
                    buffer(slot.value()),
                    buffer(slot.momentum())));
        }
        largestFirst = IntStream.range(0, matrices.size())
                .boxed()
                .sorted(Comparator.comparingInt(index -> -matrices.get(index).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        int length = matrices.stream().mapToInt(Bound::length).max().orElse(1);
        int shorter = matrices.stream().mapToInt(Bound::shorter).max().orElse(1);
        for (int i = 0; i < threads; i++) {
            scratches.add(new Scratch(length, shorter * shorter));
        }
    }

    private static FloatBuffer buffer(INDArray dense) {
        if (dense.size(1) > 1 && dense.stride(1) != 1) {
            throw new IllegalArgumentException("Not row-major: " + dense.shapeInfoToString() + ".");
        }
        return new FloatPointer(dense.data().pointer()).capacity(dense.length()).asBuffer();
    }

    private void forEach(ObjIntConsumer<Scratch> work) {
        AtomicInteger next = new AtomicInteger();
        NativeThreads.limited(() -> {
            try (Team team = new Team(scratches.size())) {
                team.run(scratches.size(), part -> {
                    for (int i = next.getAndIncrement(); i < largestFirst.length; i = next.getAndIncrement()) {
                        work.accept(scratches.get(part), largestFirst[i]);
                    }
                });
            }
        });
    }

    /**
     * Returns the L2 norm of all gradients.
     *
     * @param gradients in the order of the matrices
     */
    public double norm(List<INDArray> gradients) {
        double[] squares = new double[matrices.size()];
        forEach((scratch, matrix) -> {
            int length = matrices.get(matrix).length();
            buffer(gradients.get(matrix)).get(0, scratch.own, 0, length);
            squares[matrix] = squares(scratch.own, length);
        });
        return Math.sqrt(Arrays.stream(squares).sum());
    }

    /**
     * Updates all matrices and their mean gradients. The gradients are not modified.
     *
     * @param gradients in the order of the matrices
     * @param steps the factors, in the same order
     */
    public void step(List<INDArray> gradients, List<Step> steps) {
        forEach((scratch, matrix) ->
                step(matrices.get(matrix), buffer(gradients.get(matrix)), steps.get(matrix), scratch));
    }

    private void step(Bound matrix, FloatBuffer gradient, Step step, Scratch scratch) {
        int length = matrix.length();
        float[] g = scratch.own;
        float[] mean = scratch.other;
        gradient.get(0, g, 0, length);
        matrix.momentum().get(0, mean, 0, length);
        float scale = (float) step.scale();
        float kept = (float) settings.momentum();
        float added = (float) (1 - settings.momentum());
        for (int i = 0; i < length; i++) {
            float clipped = g[i] * scale;
            mean[i] = kept * mean[i] + added * clipped;
            g[i] = kept * mean[i] + added * clipped; // Nesterov
        }
        matrix.momentum().put(0, mean, 0, length);
        int x = orthogonal(matrix, scratch);
        scratch.pointers[x].asBuffer().get(0, g, 0, length);
        matrix.value().get(0, mean, 0, length);
        float decay = (float) step.decay();
        float rate = (float) step.rate();
        for (int i = 0; i < length; i++) {
            mean[i] = decay * mean[i] - rate * g[i];
        }
        matrix.value().put(0, mean, 0, length);
    }

    /** Makes the matrix in {@code scratch.own} orthogonal. Returns which of the first two pointers has the result. */
    private int orthogonal(Bound matrix, Scratch scratch) {
        int length = matrix.length();
        int n = matrix.shorter();
        float factor = (float) (1 / Math.max(settings.epsilon(), Math.sqrt(squares(scratch.own, length))));
        for (int i = 0; i < length; i++) {
            scratch.own[i] *= factor;
        }
        scratch.pointers[0].asBuffer().put(0, scratch.own, 0, length);
        Gemm.Matrix gram = scratch.matrix(2, n, n);
        Gemm.Matrix polynomial = scratch.matrix(3, n, n);
        int x = 0;
        for (int i = 0; i < settings.iterations(); i++) {
            Gemm.Matrix before = wide(scratch.matrix(x, matrix.rows(), matrix.columns()));
            scratch.gemm.multiply(before, before.transposed(), gram);
            scratch.gemm.multiply(gram, gram, polynomial);
            combine(scratch, n);
            x = 1 - x;
            scratch.gemm.multiply(polynomial, before, wide(scratch.matrix(x, matrix.rows(), matrix.columns())));
        }
        return x;
    }

    private static Gemm.Matrix wide(Gemm.Matrix matrix) {
        return matrix.rows() > matrix.columns() ? matrix.transposed() : matrix;
    }

    /** Replaces G^2 in the last pointer by {@code linear I + cubic G + quintic G^2}. */
    private void combine(Scratch scratch, int n) {
        float[] gram = scratch.own;
        float[] square = scratch.other;
        scratch.pointers[2].asBuffer().get(0, gram, 0, n * n);
        FloatBuffer polynomial = scratch.pointers[3].asBuffer();
        polynomial.get(0, square, 0, n * n);
        float cubic = (float) settings.cubic();
        float quintic = (float) settings.quintic();
        for (int i = 0; i < n * n; i++) {
            square[i] = cubic * gram[i] + quintic * square[i];
        }
        for (int i = 0; i < n; i++) {
            square[i * n + i] += (float) settings.linear();
        }
        polynomial.put(0, square, 0, n * n);
    }

    private static double squares(float[] values, int length) {
        double[] lanes = new double[4];
        for (int i = 0; i < length; i++) {
            lanes[i & 3] += (double) values[i] * values[i];
        }
        return lanes[0] + lanes[1] + lanes[2] + lanes[3];
    }

    @Override
    public void close() {
        scratches.forEach(Scratch::close);
    }
}
