package io.github.trocr4j.checkpoint;

/** A defect of a pickle. {@link PickleReader} adds the file and the position. */
final class PickleException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param what the predicate of a sentence whose subject is "the pickle", including what to do
     */
    PickleException(String what) {
        super(what);
    }

    private PickleException(String what, Throwable cause) {
        super(what, cause);
    }

    /** Creates an exception that ends with the usual advice. */
    static PickleException damaged(String what) {
        return damaged(what, null);
    }

    static PickleException damaged(String what, Throwable cause) {
        return new PickleException(what + "; fetch the file again", cause);
    }
}
