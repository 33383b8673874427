package io.github.trocr4j;

import io.github.trocr4j.model.ImageSize;
import java.util.Objects;
import java.util.Optional;

/**
 * What a checkpoint is to become.
 *
 * @param head what the model shall read
 * @param imageSize input of the model; empty for the checkpoint's own
 * @param seed of the tensors that begin fresh
 */
public record ImportOptions(Head head, Optional<ImageSize> imageSize, long seed) {
    /** Nothing is changed. */
    public static final ImportOptions UNCHANGED = new ImportOptions(Head.ORIGINAL, Optional.empty(), 0);

    /** Refuses null. */
    public ImportOptions {
        Objects.requireNonNull(head, "head");
        Objects.requireNonNull(imageSize, "imageSize");
    }

    /** What the model reads. */
    public enum Head {
        /** Five digits. A checkpoint that reads text gets a fresh embedding and a fresh projection for them. */
        DIGITS,
        /** Whatever the checkpoint reads. */
        ORIGINAL
    }
}
