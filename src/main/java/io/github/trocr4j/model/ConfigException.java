package io.github.trocr4j.model;

import java.io.IOException;

/** A config.json that is malformed or has an unsupported setting. The message is one sentence. */
public final class ConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param sentence names the file and the key, and says what was expected and what was found
     */
    public ConfigException(String sentence) {
        super(sentence);
    }

    /** Creates an exception with a cause. See {@link #ConfigException(String)}. */
    public ConfigException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
