package io.github.trocr4j.checkpoint;

/** What is wrong with a pickle; {@link PickleReader} adds the file and the place. */
final class PickleException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param what a sentence's predicate with "the pickle" for its subject, what to do about it included */
    PickleException(String what) {
        super(what);
    }

    private PickleException(String what, Throwable cause) {
        super(what, cause);
    }

    /** The same with the usual advice. */
    static PickleException damaged(String what) {
        return damaged(what, null);
    }

    static PickleException damaged(String what, Throwable cause) {
        return new PickleException(what + "; fetch the file again", cause);
    }
}
