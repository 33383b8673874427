package io.github.trocr4j.train;

/** Workers that should have computed a step are lost. The weights are those before the step, so the run can resume from there. */
public final class StepLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a sentence that says why. */
    public StepLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
