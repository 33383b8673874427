package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Workloads.Workload;
import io.github.trocr4j.model.ImageSize;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be measured. */
public enum Work {
    /** Pixel values to the last hidden state. */
    ENCODER,
    /** Pictures to digits. */
    READ,
    /** One optimiser step. */
    TRAINING;

    /**
     * One row of a benchmark.
     *
     * @param work what is done
     * @param size of the pictures that the model sees
     * @param batch pictures at once
     * @param tokens read from each; counts for {@link #READ} only
     */
    public record Case(Work work, ImageSize size, int batch, int tokens) {
        /** Makes it ready. */
        Workload start(Workloads workloads) {
            return switch (work) {
                case ENCODER -> workloads.encoder(size, batch);
                case READ -> workloads.read(size, batch, tokens);
                case TRAINING -> workloads.training(size, batch);
            };
        }
    }

    /** As it is written in options and requests. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From its word; throws IllegalArgumentException with what there is. */
    public static Work named(String word) {
        return Arrays.stream(values())
                .filter(work -> work.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected "
                        + Arrays.stream(values()).map(Work::word).collect(Collectors.joining(", ")) + ", found "
                        + word));
    }
}
