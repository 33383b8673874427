package io.github.trocr4j.model;

import java.io.IOException;

/** A config.json that cannot be understood or asks for something this project does not build. One sentence. */
public final class ConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The sentence names the file, the key, what was expected and what was found. */
    public ConfigException(String sentence) {
        super(sentence);
    }

    /** As above, with the cause for {@code --debug}. */
    public ConfigException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
