package io.github.trocr4j.train;

/** All passes of each step, computed by this process. */
record LocalGradients(Passes passes) implements GradientSource {
    @Override
    public Mean gradients(long step) {
        return passes.mean(step);
    }

    @Override
    public void close() {
        passes.close();
    }
}
