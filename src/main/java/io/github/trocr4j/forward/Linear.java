package io.github.trocr4j.forward;

/** A linear layer, {@code y = x W^T + b}, as {@code torch.nn.Linear}. */
public interface Linear {
    /** Returns the number of inputs. */
    int in();

    /** Returns the number of outputs. */
    int out();

    /**
     * Computes the outputs of the first rows of x in those of y.
     *
     * @param x [at least count][at least in]
     * @param y [at least count][at least out]
     * @param scratch arrays of the calling thread
     */
    void apply(float[][] x, int count, float[][] y, Scratch scratch);
}
