package io.github.trocr4j.teacher;

import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.kernel.SoftmaxKernel;
import io.github.trocr4j.plan.Convolution;
import io.github.trocr4j.plan.ConvolutionShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads single digits with a convolutional network whose batch normalisation is folded into the convolutions. The same
 * digits give the same bits, whatever the number of threads. Calls wait for each other.
 */
public final class ConvolutionalTeacher implements AutoCloseable {
    /** Digits that are computed at once; the activations of so many stay in the third-level cache. */
    private static final int BATCH = 64;

    private static final float WHITE = 255;

    private final TeacherArchitecture architecture;
    private final List<Stage> stages = new ArrayList<>();
    private final INDArray pixels;
    private final float[][] head;
    private final float[] bias;
    private boolean closed;

    /** A folded block, and the array of its results. */
    private record Stage(Convolution convolution, INDArray weights, float[] bias, INDArray output)
            implements AutoCloseable {
        @Override
        public void close() {
            convolution.close();
            weights.close();
            output.close();
        }
    }

    /** Creates a teacher from weights; starts ND4J. */
    public ConvolutionalTeacher(TeacherWeights weights) {
        int threads = Engine.start().threads();
        architecture = weights.architecture();
        int index = 0;
        for (ConvolutionShape shape : architecture.convolutions()) {
            stages.add(folded(weights, TeacherWeights.BLOCK + index++ + ".", shape, threads));
        }
        pixels = Nd4j.create(DataType.FLOAT, BATCH, TeacherArchitecture.PIXELS);
        head = transposed(weights.values(TeacherWeights.HEAD + ".weight"), architecture.features());
        bias = weights.values(TeacherWeights.HEAD + ".bias");
    }

    /**
     * Loads a teacher.
     *
     * @param folder the folder that the training wrote, {@code runs/NAME/best}
     * @throws IOException if a file is missing or damaged; the message is one sentence
     */
    public static ConvolutionalTeacher load(Path folder) throws IOException {
        return new ConvolutionalTeacher(TeacherWeights.load(folder));
    }

    private static Stage folded(TeacherWeights weights, String name, ConvolutionShape shape, int threads) {
        Convolution.Affine affine = new Convolution.Normalisation(
                        weights.values(name + "gamma"), weights.values(name + "beta"), TeacherWeights.EPSILON)
                .by(new Convolution.Statistics(
                        doubles(weights.values(name + "mean")), doubles(weights.values(name + "variance"))));
        float[] folded = weights.values(name + "weight").clone();
        for (int i = 0; i < folded.length; i++) {
            folded[i] *= affine.scale()[i % shape.outputs()];
        }
        return new Stage(
                new Convolution(shape, threads),
                Nd4j.createFromArray(folded),
                affine.shift(),
                Nd4j.create(DataType.FLOAT, BATCH, shape.outputSize()));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static float[][] transposed(float[] weight, int features) {
        float[][] rows = new float[TeacherArchitecture.CLASSES][features];
        for (int i = 0; i < weight.length; i++) {
            rows[i % rows.length][i / rows.length] = weight[i];
        }
        return rows;
    }

    /** Returns the shape of the network. */
    public TeacherArchitecture architecture() {
        return architecture;
    }

    /**
     * Returns the probabilities of the ten digits.
     *
     * @param digits count x 784 bytes, row by row, 0 = black background, 255 = white ink
     * @param count number of digits
     * @return [count * 10]; those of a digit add up to 1
     * @throws IllegalArgumentException if there are fewer pixels
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized float[] probabilities(byte[] digits, int count) {
        if (closed) {
            throw new IllegalStateException("The teacher is closed.");
        }
        if (count < 0 || digits.length < (long) count * TeacherArchitecture.PIXELS) {
            throw new IllegalArgumentException("expected " + TeacherArchitecture.PIXELS + " pixels for each of " + count
                    + " digits, found " + digits.length);
        }
        float[] probabilities = new float[count * TeacherArchitecture.CLASSES];
        for (int from = 0; from < count; from += BATCH) {
            compute(digits, from, Math.min(BATCH, count - from), probabilities);
        }
        return probabilities;
    }

    /**
     * Reads labelled digits.
     *
     * @param digits labels.length x 784 bytes, as above
     * @param labels 0 to 9
     */
    public TeacherFigures figures(byte[] digits, byte[] labels) {
        return TeacherFigures.of(probabilities(digits, labels.length), labels);
    }

    private void compute(byte[] digits, int from, int count, float[] probabilities) {
        float[] values = new float[count * TeacherArchitecture.PIXELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (digits[from * TeacherArchitecture.PIXELS + i] & 0xff) / WHITE;
        }
        pixels.data().asNioFloat().put(0, values);
        INDArray input = pixels;
        for (Stage stage : stages) {
            stage.convolution().infer(input, count, stage.weights(), stage.bias(), stage.output());
            input = stage.output();
        }
        ConvolutionShape last = architecture.convolutions().get(stages.size() - 1);
        float[] all = new float[last.outputSize()];
        for (int i = 0; i < count; i++) {
            input.data().asNioFloat().get(i * all.length, all);
            float[] seen = architecture.pooling() ? means(all, last.outputs()) : all;
            softmax(seen, probabilities, (from + i) * TeacherArchitecture.CLASSES);
        }
    }

    private static float[] means(float[] all, int channels) {
        float[] means = new float[channels];
        for (int i = 0; i < all.length; i++) {
            means[i % channels] += all[i];
        }
        int places = all.length / channels;
        for (int c = 0; c < channels; c++) {
            means[c] /= places;
        }
        return means;
    }

    private void softmax(float[] features, float[] to, int at) {
        float[] logits = new float[TeacherArchitecture.CLASSES];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = (float) (bias[c] + dot(features, head[c]));
        }
        SoftmaxKernel.row(logits, to, at);
    }

    /** Four sums, which the processor computes side by side. */
    private static double dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (double) s0 + s1 + s2 + s3;
    }

    /** Frees the memory; later calls throw an exception. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            stages.forEach(Stage::close);
            pixels.close();
        }
    }
}
