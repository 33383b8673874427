package io.github.trocr4j.model;

/** When beam search stops, as HF's {@code early_stopping}. */
public enum EarlyStopping {
    /** When the best running sequence cannot beat the worst finished one at its present length. */
    FALSE,
    /** As soon as there are as many finished sequences as beams. */
    TRUE,
    /** When no running sequence can beat the worst finished one at any length: the search of textbooks. */
    NEVER
}
