package io.github.trocr4j.train;

import java.io.IOException;

/** Where the gradients of a step come from: this process ({@link LocalGradients}), or many machines. */
public interface GradientSource extends AutoCloseable {
    /**
     * Loss and gradients of the weights as they are now.
     *
     * @param step from 0; it and the seed decide which strips are seen and what is dropped out
     * @throws IOException one sentence, if whoever computes them cannot any more
     */
    StepGradients at(long step) throws IOException;

    /** Strips in an epoch. */
    int stripsPerEpoch();

    @Override
    void close();
}
