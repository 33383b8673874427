package io.github.trocr4j.forward;

import java.util.ServiceLoader;

/** Computes the products of rows and matrices: a service, so that a module that not every JVM has can do it, too. */
public interface Products {
    /** Returns whether this machine computes fast in this way. */
    boolean isAvailable();

    /**
     * Creates a layer.
     *
     * @param weights matrices [out, in], row-major, whose outputs follow one another
     * @param bias of all outputs; null for none
     * @param out outputs of each matrix
     */
    Linear linear(float[][] weights, float[] bias, int out);

    /**
     * Multiplies rows by a matrix: {@code y[row][to + j] = sum over t of x[row][from + t] * w[t][j]}.
     *
     * @param first the first row of x and y
     * @param last the row after the last one
     * @param w [at least depth][at least n]
     * @param n number of results of a row
     * @param scratch arrays of the calling thread
     */
    void multiply(
            float[][] x,
            int from,
            int first,
            int last,
            float[][] w,
            int depth,
            float[][] y,
            int to,
            int n,
            Scratch scratch);

    /** Returns the fastest way there is: with vectors if the JVM was started with them, or else in plain loops. */
    static Products fastest() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainProducts(); // providers would not link
        }
        return ServiceLoader.load(Products.class, Products.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(Products::isAvailable)
                .findFirst()
                .orElseGet(PlainProducts::new);
    }
}
