package io.github.trocr4j.plan;

/**
 * The shape of a square convolution whose padding keeps the side of the picture, divided by the stride: zeros of half
 * the kernel on each side, as PyTorch's {@code Conv2d(padding=kernel // 2)}.
 *
 * @param side rows and columns of the input
 * @param inputs channels of the input
 * @param outputs channels of the output
 * @param kernel rows and columns of the kernel; odd
 * @param stride pixels from one place of the kernel to the next
 */
public record ConvolutionShape(int side, int inputs, int outputs, int kernel, int stride) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ConvolutionShape {
        require(side >= 1, "side of the picture", "at least 1", side);
        require(inputs >= 1, "channels of the input", "at least 1", inputs);
        require(outputs >= 1, "channels", "at least 1", outputs);
        require(kernel >= 1 && kernel % 2 == 1, "kernel", "an odd number", kernel);
        require(stride >= 1 && stride <= kernel, "stride", "1 to the kernel's side", stride);
    }

    private static void require(boolean fine, String what, String expected, int found) {
        if (!fine) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found + ".");
        }
    }

    /** Returns the rows and columns of the output. */
    public int outSide() {
        return (side + stride - 1) / stride;
    }

    /** Returns the number of values of an input picture. */
    public int inputSize() {
        return side * side * inputs;
    }

    /** Returns the number of values of an output picture. */
    public int outputSize() {
        return outSide() * outSide() * outputs;
    }

    /** Returns the number of weights, [kernel, kernel, inputs, outputs]. */
    public int weights() {
        return kernel * kernel * inputs * outputs;
    }

    int padding() {
        return kernel / 2;
    }

    int paddedSide() {
        return side + 2 * padding();
    }
}
