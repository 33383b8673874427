package io.github.trocr4j.train;

/** The loss or the gradient is not finite. The weights are those before the step in which this happened. */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says at which step, counted from 1, and what was found. */
    public TrainingDivergedException(long step, double loss, double gradientNorm) {
        super("Training diverged at step " + step + ": loss " + loss + ", gradient norm " + gradientNorm
                + "; lower the learning rate or lengthen the warm-up. The models of the epochs before are kept.");
    }
}
