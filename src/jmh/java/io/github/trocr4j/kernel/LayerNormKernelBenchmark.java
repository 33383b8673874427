package io.github.trocr4j.kernel;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** LayerNorm of rows of trocr-small's encoder, one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LayerNormKernelBenchmark {
    private static final int WIDTH = 384;
    private static final double EPS = 1e-12;

    /** Rows of 384 values. */
    @Param({"47", "578"})
    public int rows;

    private float[] x;
    private float[] gain;
    private float[] bias;
    private float[] out;
    private float[] gradGain;
    private float[] gradBias;
    private LayerNormKernel.Backward backward;

    /** A residual stream, and a gradient of its normalised rows. */
    @Setup
    public void values() {
        x = Values.normal(rows * WIDTH, 1);
        gain = Values.normal(WIDTH, 2);
        bias = Values.normal(WIDTH, 3);
        out = new float[x.length];
        gradGain = new float[WIDTH];
        gradBias = new float[WIDTH];
        backward = new LayerNormKernel.Backward(x, gain, EPS, Values.normal(x.length, 4));
    }

    /** Forward. */
    @Benchmark
    public float[] forward() {
        LayerNormKernel.forward(x, gain, bias, EPS, out, rows, WIDTH);
        return out;
    }

    /** The gradients of input, gain and bias. */
    @Benchmark
    public float[] backward() {
        // Cleared, since growing sums would overflow.
        Arrays.fill(gradGain, 0);
        Arrays.fill(gradBias, 0);
        LayerNormKernel.backward(backward, out, gradGain, gradBias, rows, WIDTH);
        return out;
    }
}
