package io.github.trocr4j.plan;

/** Loops so plain that C2 compiles them to vector instructions. The result may be one of the inputs. */
final class Elementwise {
    private Elementwise() {}

    static void add(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] + b[i];
        }
    }

    static void multiply(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] * b[i];
        }
    }

    static void scale(float[] a, float factor, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] * factor;
        }
    }

    static void relu(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Math.max(a[i], 0);
        }
    }

    static void reluGradient(float[] x, float[] gradient, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = x[i] > 0 ? gradient[i] : 0;
        }
    }

    /** Adds each row to row {@code (first + row) % period} of {@code sum}. */
    static void sumRows(float[] a, float[] sum, int first, int rows, int width, int period) {
        for (int row = 0; row < rows; row++) {
            addTo(sum, (first + row) % period * width, a, row * width, width);
        }
    }

    private static void addTo(float[] sum, int target, float[] a, int start, int width) {
        for (int i = 0; i < width; i++) {
            sum[target + i] += a[start + i];
        }
    }
}
