package io.github.trocr4j.hub;

import java.io.IOException;

/** A model could not be fetched. The message is one sentence: what, where, what was expected and found, what to do. */
public class HubException extends IOException {
    private static final long serialVersionUID = 1L;

    HubException(String message) {
        super(message);
    }
}
