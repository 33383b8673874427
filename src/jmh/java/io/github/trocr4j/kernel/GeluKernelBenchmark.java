package io.github.trocr4j.kernel;

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

/** GELU of the rows of a feed-forward block, one thread. A 384x384 picture has 578 rows in trocr-small. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GeluKernelBenchmark {
    private static final int WIDTH = 1536;

    /** Rows of 1536 values. */
    @Param({"47", "578"})
    public int rows;

    private float[] x;
    private float[] out;

    /** Values like those after a LayerNorm and a matrix product. */
    @Setup
    public void values() {
        x = Values.normal(rows * WIDTH, 1);
        out = new float[x.length];
    }

    /** Forward. */
    @Benchmark
    public float[] forward() {
        GeluKernel.forward(x, out, 0, x.length);
        return out;
    }

    /** The derivative, for the backward pass. */
    @Benchmark
    public float[] derivative() {
        GeluKernel.derivative(x, out, 0, x.length);
        return out;
    }
}
