package io.github.trocr4j.train;

/** The part of a model that is not trained. */
public enum Freeze {
    /** Nothing: all is trained. */
    NONE,
    /** The encoder: only the decoder and its head learn, and no gradient runs back through the encoder. */
    ENCODER;

    /** Whether a parameter is trained. */
    public boolean trains(String key) {
        return this == NONE || !key.startsWith("encoder.");
    }
}
