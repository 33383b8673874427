package io.github.trocr4j.natives;

/** ND4J cannot compute on a GPU here. The message is one sentence: what was expected, what was found, what to do. */
public final class CudaUnavailableException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with this message. */
    public CudaUnavailableException(String sentence) {
        super(sentence);
    }
}
