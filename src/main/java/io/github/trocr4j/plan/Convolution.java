package io.github.trocr4j.plan;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution, batch normalisation (Ioffe and Szegedy 2015) and ReLU as one step, forward and backward, for pictures
 * [count, side, side, channels]. libnd4j copies patches in one thread and takes several passes for the rest: in a
 * training step it needs twenty times as long.
 *
 * <p>The pictures are divided into a fixed number of shares, whose sums are added in order. So the bits of a result do
 * not depend on the number of threads. An instance keeps what the backward pass needs and is used by one thread at a
 * time; close it to free the memory.
 */
public final class Convolution implements AutoCloseable {
    private static final int SHARES = 8;
    /** Rows of a product that are enough for it to be fast. */
    private static final int GOOD_ROWS = 196;

    private final ConvolutionShape shape;
    private final int threads;
    private final int group;
    private final int rowLength;
    private final Share[] shares = new Share[SHARES];
    private Floats products;
    private float[] scale;
    private float[] shift;

    /**
     * What normalises a batch.
     *
     * @param gamma [outputs], the scale
     * @param beta [outputs], the shift
     * @param epsilon added to the variance
     */
    public record Normalisation(float[] gamma, float[] beta, double epsilon) {
        /** Returns what normalising by these statistics does to a value: {@code scale z + shift}. */
        public Affine by(Statistics statistics) {
            float[] scale = new float[gamma.length];
            float[] shift = new float[gamma.length];
            for (int c = 0; c < scale.length; c++) {
                double factor = gamma[c] / Math.sqrt(Math.max(0, statistics.variance()[c]) + epsilon);
                scale[c] = (float) factor;
                shift[c] = (float) (beta[c] - factor * statistics.mean()[c]);
            }
            return new Affine(scale, shift);
        }
    }

    /**
     * A normalisation whose statistics are known.
     *
     * @param scale [outputs]
     * @param shift [outputs]
     */
    public record Affine(float[] scale, float[] shift) {}

    /**
     * Mean and variance of each channel of a batch, before normalisation.
     *
     * @param mean [outputs]
     * @param variance [outputs], divided by the number of values
     */
    public record Statistics(double[] mean, double[] variance) {}

    /**
     * Gradients of the normalisation.
     *
     * @param gamma [outputs]
     * @param beta [outputs]
     */
    public record Gradients(double[] gamma, double[] beta) {}

    /** Floats outside the heap. */
    private static final class Floats implements AutoCloseable {
        private final FloatPointer pointer;
        private final FloatBuffer buffer;

        Floats(long length) {
            pointer = new FloatPointer(length);
            buffer = pointer.asBuffer();
        }

        long address(long at) {
            return pointer.address() + at * Float.BYTES;
        }

        void clear(int length) {
            Pointer.memset(pointer, 0, (long) length * Float.BYTES);
        }

        @Override
        public void close() {
            pointer.close();
        }
    }

    /** The arrays of a share of the pictures. */
    private final class Share implements AutoCloseable {
        private final Gemm gemm = new Gemm();
        private final ConvolutionPatches patches = new ConvolutionPatches(shape, group);
        private final Floats rows = new Floats(patches.size());
        private final Floats out = new Floats((long) group * shape.outputSize());
        private final float[] z = new float[rowLength];
        private final float[] y = new float[rowLength];
        private final float[] first = new float[rowLength];
        private final float[] second = new float[rowLength];
        private Floats rowGradients;
        private Floats weightGradients;

        /** Multiplies the pictures of a group by the weights. */
        void multiply(FloatBuffer input, long weights, int from, int count, long to) {
            patches.write(input, from, count, rows.buffer);
            Gemm.Matrix result = dense(to, places(count), shape.outputs());
            for (int product = 0; product < patches.products(); product++) {
                Gemm.Matrix left = left(rows, product, count);
                Gemm.Matrix right = weights(weights, product);
                if (product == 0) {
                    gemm.multiply(left, right, result);
                } else {
                    gemm.add(left, right, result);
                }
            }
        }

        private Gemm.Matrix left(Floats from, int product, int count) {
            return dense(from.address(patches.start(product, count)), places(count), patches.depth());
        }

        private Gemm.Matrix weights(long address, int product) {
            int size = patches.depth() * shape.outputs();
            return dense(address + (long) product * size * Float.BYTES, patches.depth(), shape.outputs());
        }

        /** Adds the gradients of the weights of a group whose gradients are in {@code out}. */
        void addWeightGradients(int count) {
            Gemm.Matrix gradient = dense(out.address(0), places(count), shape.outputs());
            for (int product = 0; product < patches.products(); product++) {
                gemm.add(
                        left(rows, product, count).transposed(),
                        gradient,
                        weights(weightGradients.address(0), product));
            }
        }

        /** Writes the gradients of the input of a group. */
        void inputGradients(long weights, int from, int count, FloatBuffer to) {
            if (rowGradients == null) {
                rowGradients = new Floats(patches.size());
            }
            rowGradients.clear(patches.size());
            Gemm.Matrix gradient = dense(out.address(0), places(count), shape.outputs());
            for (int product = 0; product < patches.products(); product++) {
                gemm.add(gradient, weights(weights, product).transposed(), left(rowGradients, product, count));
            }
            patches.scatter(rowGradients.buffer, from, count, to);
        }

        void beginWeightGradients() {
            if (weightGradients == null) {
                weightGradients = new Floats(shape.weights());
            }
            weightGradients.clear(shape.weights());
        }

        void beginSums() {
            Arrays.fill(first, 0);
            Arrays.fill(second, 0);
        }

        @Override
        public void close() {
            rows.close();
            out.close();
            if (rowGradients != null) {
                rowGradients.close();
            }
            if (weightGradients != null) {
                weightGradients.close();
            }
        }
    }

    /**
     * Creates a convolution.
     *
     * @param threads number of threads, including the caller's
     */
    public Convolution(ConvolutionShape shape, int threads) {
        this.shape = shape;
        this.threads = threads;
        this.group = Math.max(1, GOOD_ROWS / (shape.outSide() * shape.outSide()));
        this.rowLength = shape.outSide() * shape.outputs();
    }

    /** Work on a group of pictures of a share. */
    @FunctionalInterface
    private interface GroupWork {
        void on(Share share, int from, int count);
    }

    /** Work on a line of a picture: where it is in the order of products, and in that of pictures. */
    @FunctionalInterface
    private interface LineWork {
        void on(int inProducts, int inPictures);
    }

    /**
     * Computes {@code max(0, gamma (z - mean) / sqrt(variance + epsilon) + beta)} of the convolution z of a batch, and
     * keeps z.
     *
     * @param input FLOAT [count, side, side, inputs] in any shape of as many values, dense
     * @param weights FLOAT [kernel, kernel, inputs, outputs], dense
     * @param output FLOAT [count, outSide, outSide, outputs], dense; written
     */
    public Statistics train(INDArray input, INDArray weights, Normalisation normalisation, INDArray output) {
        int count = count(input);
        FloatBuffer in = buffer(input);
        FloatBuffer out = buffer(output);
        long w = address(weights);
        reserve(count);
        double[] sum = new double[shape.outputs()];
        double[] squares = new double[shape.outputs()];
        try (Running running = new Running()) {
            running.run(count, Share::beginSums, (share, from, n) -> {
                int start = from * shape.outputSize();
                share.multiply(in, w, from, n, products.address(start));
                lines(from, n, (inProducts, inPictures) -> {
                    products.buffer.get(inProducts, share.z, 0, rowLength);
                    ConvolutionRows.sums(share.z, share.first, share.second, rowLength);
                });
            });
            addSums(sum, squares);
            Statistics statistics = statistics(sum, squares, count);
            Affine affine = normalisation.by(statistics);
            scale = repeated(affine.scale());
            shift = repeated(affine.shift());
            running.run(
                    count,
                    share -> {},
                    (share, from, n) -> lines(from, n, (inProducts, inPictures) -> {
                        products.buffer.get(inProducts, share.z, 0, rowLength);
                        ConvolutionRows.activate(share.z, scale, shift, share.y, rowLength);
                        out.put(inPictures, share.y, 0, rowLength);
                    }));
            return statistics;
        }
    }

    private Statistics statistics(double[] sum, double[] squares, int count) {
        double values = (double) count * shape.outSide() * shape.outSide();
        double[] variance = new double[sum.length];
        for (int c = 0; c < sum.length; c++) {
            sum[c] /= values;
            variance[c] = Math.max(0, squares[c] / values - sum[c] * sum[c]);
        }
        return new Statistics(sum, variance);
    }

    /**
     * Computes the gradients of the last call of {@link #train}.
     *
     * @param input as there
     * @param weights as there
     * @param statistics its result
     * @param outputGradient FLOAT [count, outSide, outSide, outputs], dense
     * @param weightGradient FLOAT [kernel, kernel, inputs, outputs], dense; written
     * @param inputGradient FLOAT [count, side, side, inputs], dense; written; null if it is not needed
     */
    public Gradients backward(
            INDArray input,
            INDArray weights,
            Normalisation normalisation,
            Statistics statistics,
            INDArray outputGradient,
            INDArray weightGradient,
            INDArray inputGradient) {
        int count = count(input);
        FloatBuffer in = buffer(input);
        FloatBuffer dy = buffer(outputGradient);
        FloatBuffer dx = inputGradient == null ? null : buffer(inputGradient);
        long w = address(weights);
        double[] sum = new double[shape.outputs()];
        double[] product = new double[shape.outputs()];
        try (Running running = new Running()) {
            running.run(
                    count,
                    Share::beginSums,
                    (share, from, n) -> lines(from, n, (inProducts, inPictures) -> {
                        products.buffer.get(inProducts, share.z, 0, rowLength);
                        dy.get(inPictures, share.y, 0, rowLength);
                        ConvolutionRows.gradientSums(
                                share.z, share.y, scale, shift, share.first, share.second, rowLength);
                    }));
            addSums(sum, product);
            Gradients gradients = gradients(sum, product, normalisation, statistics);
            float[][] linear = linear(gradients, normalisation, statistics, count);
            running.run(count, Share::beginWeightGradients, (share, from, n) -> {
                int start = from * shape.outputSize();
                lines(from, n, (inProducts, inPictures) -> {
                    products.buffer.get(inProducts, share.z, 0, rowLength);
                    dy.get(inPictures, share.y, 0, rowLength);
                    ConvolutionRows.gradient(share.z, share.y, scale, shift, linear[0], linear[1], rowLength);
                    share.out.buffer.put(inProducts - start, share.y, 0, rowLength);
                });
                share.patches.write(in, from, n, share.rows.buffer);
                share.addWeightGradients(n);
                if (dx != null) {
                    share.inputGradients(w, from, n, dx);
                }
            });
            addWeightGradients(buffer(weightGradient));
            return gradients;
        }
    }

    private static Gradients gradients(
            double[] sum, double[] product, Normalisation normalisation, Statistics statistics) {
        double[] gamma = new double[sum.length];
        for (int c = 0; c < sum.length; c++) {
            double inverse = 1 / Math.sqrt(statistics.variance()[c] + normalisation.epsilon());
            gamma[c] = inverse * (product[c] - statistics.mean()[c] * sum[c]);
        }
        return new Gradients(gamma, sum);
    }

    /** Returns slope and constant of the part of the gradient of z that comes from mean and variance. */
    private float[][] linear(Gradients gradients, Normalisation normalisation, Statistics statistics, int count) {
        double values = (double) count * shape.outSide() * shape.outSide();
        float[] slope = new float[shape.outputs()];
        float[] constant = new float[shape.outputs()];
        for (int c = 0; c < slope.length; c++) {
            double inverse = 1 / Math.sqrt(statistics.variance()[c] + normalisation.epsilon());
            double factor = normalisation.gamma()[c] * inverse;
            double s = -factor * inverse * gradients.gamma()[c] / values;
            slope[c] = (float) s;
            constant[c] = (float)
                    (-factor * gradients.beta()[c] / values - s * statistics.mean()[c]);
        }
        return new float[][] {repeated(slope), repeated(constant)};
    }

    private void addWeightGradients(FloatBuffer to) {
        float[] sum = new float[shape.weights()];
        float[] values = new float[shape.weights()];
        for (Share share : shares) {
            if (share != null && share.weightGradients != null) {
                share.weightGradients.buffer.get(0, values, 0, values.length);
                ConvolutionRows.add(values, sum, sum.length);
            }
        }
        to.put(0, sum, 0, sum.length);
    }

    /**
     * Computes {@code max(0, z + bias)} of the convolution z.
     *
     * @param input FLOAT [at least count, side, side, inputs] in any shape of as many values, dense
     * @param count number of pictures
     * @param weights FLOAT [kernel, kernel, inputs, outputs], dense
     * @param bias [outputs]
     * @param output FLOAT [at least count, outSide, outSide, outputs], dense; written
     */
    public void infer(INDArray input, int count, INDArray weights, float[] bias, INDArray output) {
        FloatBuffer in = buffer(input);
        FloatBuffer out = buffer(output);
        long w = address(weights);
        float[] added = repeated(bias);
        try (Running running = new Running()) {
            running.run(count, share -> {}, (share, from, n) -> {
                share.multiply(in, w, from, n, share.out.address(0));
                int start = from * shape.outputSize();
                lines(from, n, (inProducts, inPictures) -> {
                    share.out.buffer.get(inProducts - start, share.z, 0, rowLength);
                    ConvolutionRows.biasAndReLu(share.z, added, rowLength);
                    out.put(inPictures, share.z, 0, rowLength);
                });
            });
        }
    }

    /** Threads that share the work, with one thread of the native libraries each. */
    private final class Running implements AutoCloseable {
        private final int openMpBefore = NativeThreads.enter();
        private final Team team = new Team(threads);

        void run(int count, java.util.function.Consumer<Share> begin, GroupWork work) {
            int groups = (count + group - 1) / group;
            IntConsumer part = index -> {
                if (shares[index] == null) {
                    shares[index] = new Share();
                }
                begin.accept(shares[index]);
                int last = groups * (index + 1) / SHARES;
                for (int g = groups * index / SHARES; g < last; g++) {
                    int from = g * group;
                    work.on(shares[index], from, Math.min(group, count - from));
                }
            };
            team.run(SHARES, part);
        }

        @Override
        public void close() {
            team.close();
            NativeThreads.exit(openMpBefore);
        }
    }

    /** Visits the lines of a group. Products order them by line and picture. */
    private void lines(int from, int count, LineWork work) {
        int inProducts = from * shape.outputSize();
        for (int y = 0; y < shape.outSide(); y++) {
            for (int picture = from; picture < from + count; picture++) {
                work.on(inProducts, picture * shape.outputSize() + y * rowLength);
                inProducts += rowLength;
            }
        }
    }

    private void addSums(double[] first, double[] second) {
        for (Share share : shares) {
            for (int i = 0; i < rowLength; i++) {
                first[i % shape.outputs()] += share.first[i];
                second[i % shape.outputs()] += share.second[i];
            }
        }
    }

    private float[] repeated(float[] channels) {
        float[] line = new float[rowLength];
        for (int i = 0; i < line.length; i++) {
            line[i] = channels[i % channels.length];
        }
        return line;
    }

    private int places(int pictures) {
        return pictures * shape.outSide() * shape.outSide();
    }

    private int count(INDArray input) {
        return Math.toIntExact(input.length() / shape.inputSize());
    }

    private void reserve(int count) {
        long length = (long) count * shape.outputSize();
        if (products == null || products.buffer.capacity() < length) {
            if (products != null) {
                products.close();
            }
            products = new Floats(length);
        }
    }

    private static Gemm.Matrix dense(long address, int rows, int columns) {
        return new Gemm.Matrix(address, rows, columns, columns, 1);
    }

    private static FloatBuffer buffer(INDArray dense) {
        return new Gemm.Address().at(address(dense)).capacity(dense.length()).asBuffer();
    }

    /** The address of a buffer is that of the whole buffer, also where the array is a view that begins later. */
    private static long address(INDArray dense) {
        return dense.data().address() + dense.offset() * Float.BYTES;
    }

    @Override
    public void close() {
        for (Share share : shares) {
            if (share != null) {
                share.close();
            }
        }
        if (products != null) {
            products.close();
        }
    }
}
