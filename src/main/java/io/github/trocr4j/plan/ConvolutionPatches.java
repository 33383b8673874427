package io.github.trocr4j.plan;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The input of a convolution as rows for products, for a group of pictures. A row belongs to a place of the kernel and
 * holds the values under one row of the kernel, [kernel, inputs]. The rows of the pictures are ordered by line, picture
 * and column, so that for each row of the kernel the rows of all places follow one another: the convolution is a
 * product for each row of the kernel, and values are copied {@code kernel} times instead of {@code kernel} squared
 * times. With few channels such products would be too short; then a row holds the values under the whole kernel, and
 * there is one product.
 */
final class ConvolutionPatches {
    private static final int LEAST_DEPTH = 32;

    private final ConvolutionShape shape;
    private final int group;
    private final int products;
    private final int taken;
    private final int depth;
    private final int planes;
    private final int lines;
    private final float[] padded;
    private final float[] line;
    private final float[] row;

    /** Creates an empty set of arrays for groups of at most {@code group} pictures. */
    ConvolutionPatches(ConvolutionShape shape, int group) {
        this.shape = shape;
        this.group = group;
        products = products(shape);
        taken = shape.kernel() / products;
        depth = taken * shape.kernel() * shape.inputs();
        planes = products == 1 ? 1 : shape.stride();
        lines = lines(0); // the first plane has the most
        padded = new float[shape.paddedSide() * shape.paddedSide() * shape.inputs()];
        line = new float[shape.outSide() * depth];
        row = new float[shape.side() * shape.inputs()];
    }

    private static int products(ConvolutionShape shape) {
        return shape.kernel() * shape.inputs() < LEAST_DEPTH ? 1 : shape.kernel();
    }

    /** Returns the number of products of a convolution. */
    int products() {
        return products;
    }

    /** Returns the inner dimension of a product. */
    int depth() {
        return depth;
    }

    /** Returns the number of values of a group. */
    int size() {
        return planes * lines * group * shape.outSide() * depth;
    }

    /** Returns where the left matrix of a product begins. */
    int start(int product, int pictures) {
        return ((product % planes) * lines + product / planes) * pictures * shape.outSide() * depth;
    }

    /**
     * Returns the number of lines of a plane: line i begins with row {@code i * stride + plane} of the padded picture.
     */
    private int lines(int plane) {
        return shape.outSide() + (products - 1 - plane) / planes;
    }

    /**
     * Writes the rows of some pictures.
     *
     * @param input [.., side, side, inputs]
     * @param from the first picture
     * @param to [planes, lines, pictures, outSide, depth]
     */
    void write(FloatBuffer input, int from, int pictures, FloatBuffer to) {
        int width = shape.paddedSide() * shape.inputs();
        int run = shape.kernel() * shape.inputs();
        int step = shape.stride() * shape.inputs();
        for (int picture = 0; picture < pictures; picture++) {
            read(input, (from + picture) * shape.inputSize());
            for (int plane = 0; plane < planes; plane++) {
                for (int at = 0; at < lines(plane); at++) {
                    int y = at * shape.stride() + plane;
                    int place = 0;
                    for (int x = 0; x < shape.outSide(); x++) {
                        for (int e = 0; e < taken; e++) {
                            System.arraycopy(padded, (y + e) * width + x * step, line, place, run);
                            place += run;
                        }
                    }
                    to.put(((plane * lines + at) * pictures + picture) * line.length, line, 0, line.length);
                }
            }
        }
    }

    private void read(FloatBuffer input, int start) {
        int width = shape.paddedSide() * shape.inputs();
        int n = shape.side() * shape.inputs();
        int left = shape.padding() * shape.inputs();
        for (int y = 0; y < shape.side(); y++) {
            input.get(start + y * n, padded, (y + shape.padding()) * width + left, n);
        }
    }

    /**
     * Adds up the gradients of rows to those of the pictures: what {@link #write} copied from one place is summed.
     *
     * @param gradients in the order of {@link #write}
     * @param output [.., side, side, inputs]
     */
    void scatter(FloatBuffer gradients, int from, int pictures, FloatBuffer output) {
        int width = shape.paddedSide() * shape.inputs();
        int run = shape.kernel() * shape.inputs();
        int step = shape.stride() * shape.inputs();
        for (int picture = 0; picture < pictures; picture++) {
            Arrays.fill(padded, 0);
            for (int plane = 0; plane < planes; plane++) {
                for (int at = 0; at < lines(plane); at++) {
                    int y = at * shape.stride() + plane;
                    gradients.get(((plane * lines + at) * pictures + picture) * line.length, line, 0, line.length);
                    int place = 0;
                    for (int x = 0; x < shape.outSide(); x++) {
                        for (int e = 0; e < taken; e++) {
                            addTo(padded, (y + e) * width + x * step, line, place, run);
                            place += run;
                        }
                    }
                }
            }
            int left = shape.padding() * shape.inputs();
            for (int y = 0; y < shape.side(); y++) {
                int start = (from + picture) * shape.inputSize() + y * row.length;
                output.put(start, padded, (y + shape.padding()) * width + left, row.length);
            }
            Arrays.fill(padded, 0); // the border stays 0 for write
        }
    }

    private static void addTo(float[] sum, int to, float[] values, int at, int n) {
        for (int i = 0; i < n; i++) {
            sum[to + i] += values[at + i];
        }
    }
}
