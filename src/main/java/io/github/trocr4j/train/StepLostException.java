package io.github.trocr4j.train;

/**
 * The workers that should have computed a step are lost. The weights are those before the step, so the run can be
 * resumed.
 */
public final class StepLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message says why. */
    public StepLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
