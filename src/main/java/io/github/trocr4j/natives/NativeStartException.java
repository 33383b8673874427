package io.github.trocr4j.natives;

/**
 * ND4J does not start here. The message is one sentence: what is wrong, where, and what to do; the cause is what was
 * thrown, if anything was: classes that failed to initialise stay unusable then, so the process, or the application in
 * a server, has to be started again.
 */
public final class NativeStartException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Creates an exception for what was found before anything was loaded; a later start may succeed. */
    NativeStartException(String sentence) {
        super(sentence);
    }

    private NativeStartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** Creates an exception whose message says why {@code thrown} was thrown while ND4J started. */
    public static NativeStartException of(Throwable thrown) {
        return thrown instanceof NativeStartException told
                ? new NativeStartException(told.getMessage(), told)
                : new NativeStartException(StartFailure.sentence(thrown), thrown);
    }
}
