package io.github.trocr4j.vector;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A panel of a matrix, [depth][WIDTH], times rows. Six rows by two vectors are twelve sums, which stay in registers (16
 * with AVX2) and hide the latency of the multiply-add.
 */
final class Panel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int L = SPECIES.length();

    /** Columns of a panel. */
    static final int WIDTH = 2 * L;

    /**
     * Whether C2 has compiled the methods with vectors. Before, they are a hundred times slower than loops, which
     * compute the same bits until then.
     */
    private static final AtomicBoolean COMPILED = new AtomicBoolean();

    static {
        Thread thread = new Thread(Panel::compile, "trocr4j-vectors");
        thread.setDaemon(true);
        thread.start();
    }

    private Panel() {}

    /** Calls the methods, with all numbers of rows and with depths of all kinds, until they are faster than loops. */
    private static void compile() {
        int rows = 14;
        int depth = 100;
        float[][] x = new float[rows][depth];
        float[][] y = new float[rows][WIDTH];
        float[] panel = new float[depth * WIDTH];
        long start = System.nanoTime();
        int faster = 0; // in a row: other threads disturb a measurement
        for (int i = 0; faster < 20; i++) {
            int last = 1 + i % rows;
            int used = depth - i % 5;
            long begin = System.nanoTime();
            loops(x, 0, 0, last, panel, used, panel, 0, y, 0);
            long middle = System.nanoTime();
            vectors(x, 0, 0, last, panel, used, panel, 0, y, 0);
            long end = System.nanoTime();
            faster = end - middle < middle - begin ? faster + 1 : 0;
            if (end - start > TimeUnit.SECONDS.toNanos(60)) {
                return; // there is no C2
            }
        }
        COMPILED.set(true);
    }

    /** Computes {@code y[row][to + j] = bias[column + j] + sum over t of x[row][from + t] * panel[t][j]}. */
    static void rows(
            float[][] x,
            int from,
            int first,
            int last,
            float[] panel,
            int depth,
            float[] bias,
            int column,
            float[][] y,
            int to) {
        if (COMPILED.get()) {
            vectors(x, from, first, last, panel, depth, bias, column, y, to);
        } else {
            loops(x, from, first, last, panel, depth, bias, column, y, to);
        }
    }

    private static void loops(
            float[][] x,
            int from,
            int first,
            int last,
            float[] panel,
            int depth,
            float[] bias,
            int column,
            float[][] y,
            int to) {
        for (int row = first; row < last; row++) {
            for (int j = 0; j < WIDTH; j += 8) {
                eight(x[row], from, panel, j, depth, bias, column, y[row], to);
            }
        }
    }

    /** Computes eight columns of a row. */
    private static void eight(
            float[] x, int from, float[] panel, int j, int depth, float[] bias, int column, float[] y, int to) {
        float s0 = bias[column + j];
        float s1 = bias[column + j + 1];
        float s2 = bias[column + j + 2];
        float s3 = bias[column + j + 3];
        float s4 = bias[column + j + 4];
        float s5 = bias[column + j + 5];
        float s6 = bias[column + j + 6];
        float s7 = bias[column + j + 7];
        for (int t = 0; t < depth; t++) {
            float f = x[from + t];
            int at = t * WIDTH + j;
            s0 = Math.fma(f, panel[at], s0);
            s1 = Math.fma(f, panel[at + 1], s1);
            s2 = Math.fma(f, panel[at + 2], s2);
            s3 = Math.fma(f, panel[at + 3], s3);
            s4 = Math.fma(f, panel[at + 4], s4);
            s5 = Math.fma(f, panel[at + 5], s5);
            s6 = Math.fma(f, panel[at + 6], s6);
            s7 = Math.fma(f, panel[at + 7], s7);
        }
        y[to + j] = s0;
        y[to + j + 1] = s1;
        y[to + j + 2] = s2;
        y[to + j + 3] = s3;
        y[to + j + 4] = s4;
        y[to + j + 5] = s5;
        y[to + j + 6] = s6;
        y[to + j + 7] = s7;
    }

    private static void vectors(
            float[][] x,
            int from,
            int first,
            int last,
            float[] panel,
            int depth,
            float[] bias,
            int column,
            float[][] y,
            int to) {
        int row = first;
        while (row < last) {
            int left = last - row;
            if (left == 1) {
                one(x[row], from, panel, depth, bias, column, y[row], to);
                row++;
            } else if (left >= 9 || left == 5 || left == 6) {
                six(x, from, row, last, panel, depth, bias, column, y, to);
                row += 6;
            } else {
                four(x, from, row, last, panel, depth, bias, column, y, to);
                row += 4;
            }
        }
    }

    /** Computes up to six rows; if there are fewer, the last one several times. */
    private static void six(
            float[][] x,
            int from,
            int row,
            int last,
            float[] panel,
            int depth,
            float[] bias,
            int column,
            float[][] y,
            int to) {
        float[] x0 = x[row];
        float[] x1 = x[Math.min(row + 1, last - 1)];
        float[] x2 = x[Math.min(row + 2, last - 1)];
        float[] x3 = x[Math.min(row + 3, last - 1)];
        float[] x4 = x[Math.min(row + 4, last - 1)];
        float[] x5 = x[Math.min(row + 5, last - 1)];
        FloatVector a0 = load(bias, column);
        FloatVector b0 = load(bias, column + L);
        FloatVector a1 = load(bias, column);
        FloatVector b1 = load(bias, column + L);
        FloatVector a2 = load(bias, column);
        FloatVector b2 = load(bias, column + L);
        FloatVector a3 = load(bias, column);
        FloatVector b3 = load(bias, column + L);
        FloatVector a4 = load(bias, column);
        FloatVector b4 = load(bias, column + L);
        FloatVector a5 = load(bias, column);
        FloatVector b5 = load(bias, column + L);
        for (int t = 0; t < depth; t++) {
            FloatVector v = load(panel, t * WIDTH);
            FloatVector w = load(panel, t * WIDTH + L);
            FloatVector f0 = broadcast(x0[from + t]);
            a0 = f0.fma(v, a0);
            b0 = f0.fma(w, b0);
            FloatVector f1 = broadcast(x1[from + t]);
            a1 = f1.fma(v, a1);
            b1 = f1.fma(w, b1);
            FloatVector f2 = broadcast(x2[from + t]);
            a2 = f2.fma(v, a2);
            b2 = f2.fma(w, b2);
            FloatVector f3 = broadcast(x3[from + t]);
            a3 = f3.fma(v, a3);
            b3 = f3.fma(w, b3);
            FloatVector f4 = broadcast(x4[from + t]);
            a4 = f4.fma(v, a4);
            b4 = f4.fma(w, b4);
            FloatVector f5 = broadcast(x5[from + t]);
            a5 = f5.fma(v, a5);
            b5 = f5.fma(w, b5);
        }
        store(a0, b0, y[row], to);
        store(a1, b1, y[Math.min(row + 1, last - 1)], to);
        store(a2, b2, y[Math.min(row + 2, last - 1)], to);
        store(a3, b3, y[Math.min(row + 3, last - 1)], to);
        store(a4, b4, y[Math.min(row + 4, last - 1)], to);
        store(a5, b5, y[Math.min(row + 5, last - 1)], to);
    }

    /** Computes up to four rows. */
    private static void four(
            float[][] x,
            int from,
            int row,
            int last,
            float[] panel,
            int depth,
            float[] bias,
            int column,
            float[][] y,
            int to) {
        float[] x0 = x[row];
        float[] x1 = x[Math.min(row + 1, last - 1)];
        float[] x2 = x[Math.min(row + 2, last - 1)];
        float[] x3 = x[Math.min(row + 3, last - 1)];
        FloatVector a0 = load(bias, column);
        FloatVector b0 = load(bias, column + L);
        FloatVector a1 = load(bias, column);
        FloatVector b1 = load(bias, column + L);
        FloatVector a2 = load(bias, column);
        FloatVector b2 = load(bias, column + L);
        FloatVector a3 = load(bias, column);
        FloatVector b3 = load(bias, column + L);
        for (int t = 0; t < depth; t++) {
            FloatVector v = load(panel, t * WIDTH);
            FloatVector w = load(panel, t * WIDTH + L);
            FloatVector f0 = broadcast(x0[from + t]);
            a0 = f0.fma(v, a0);
            b0 = f0.fma(w, b0);
            FloatVector f1 = broadcast(x1[from + t]);
            a1 = f1.fma(v, a1);
            b1 = f1.fma(w, b1);
            FloatVector f2 = broadcast(x2[from + t]);
            a2 = f2.fma(v, a2);
            b2 = f2.fma(w, b2);
            FloatVector f3 = broadcast(x3[from + t]);
            a3 = f3.fma(v, a3);
            b3 = f3.fma(w, b3);
        }
        store(a0, b0, y[row], to);
        store(a1, b1, y[Math.min(row + 1, last - 1)], to);
        store(a2, b2, y[Math.min(row + 2, last - 1)], to);
        store(a3, b3, y[Math.min(row + 3, last - 1)], to);
    }

    /** Computes one row. */
    private static void one(
            float[] x, int from, float[] panel, int depth, float[] bias, int column, float[] y, int to) {
        FloatVector a = load(bias, column);
        FloatVector b = load(bias, column + L);
        for (int t = 0; t < depth; t++) {
            FloatVector f = broadcast(x[from + t]);
            a = f.fma(load(panel, t * WIDTH), a);
            b = f.fma(load(panel, t * WIDTH + L), b);
        }
        store(a, b, y, to);
    }

    private static FloatVector load(float[] from, int at) {
        return FloatVector.fromArray(SPECIES, from, at);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    private static void store(FloatVector a, FloatVector b, float[] y, int to) {
        a.intoArray(y, to);
        b.intoArray(y, to + L);
    }
}
