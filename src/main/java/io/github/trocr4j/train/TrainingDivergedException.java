package io.github.trocr4j.train;

/** The loss or the gradient norm is not finite. The weights are those before the step in which this happened. */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param step the step, counted from 1
     * @param loss the loss that was found
     * @param gradientNorm the gradient norm that was found
     */
    public TrainingDivergedException(long step, double loss, double gradientNorm) {
        super("Training diverged at step " + step + ": loss " + loss + ", gradient norm " + gradientNorm
                + "; lower the learning rate or lengthen the warm-up. The models of the epochs before are kept.");
    }
}
