package io.github.trocr4j.checkpoint;

import java.io.IOException;

/** Where a writer gets the values of a tensor from, when it comes to it. */
@FunctionalInterface
public interface TensorValues {
    /** Values of the tensor of that name, row by row; not kept. */
    float[] of(String name) throws IOException;
}
