package io.github.trocr4j.hub;

/** The directory to download into cannot take the model: it is in use, full, or holds another model. */
public final class HubDirectoryException extends HubException {
    private static final long serialVersionUID = 1L;

    HubDirectoryException(String message) {
        super(message);
    }
}
