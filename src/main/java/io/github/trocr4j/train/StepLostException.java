package io.github.trocr4j.train;

/** Others were to compute a step and did not. The weights are those before it, so a run can go on from there. */
public final class StepLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a sentence that says why. */
    public StepLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
