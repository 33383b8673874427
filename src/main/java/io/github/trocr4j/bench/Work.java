package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Workloads.Workload;
import io.github.trocr4j.model.ImageSize;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of work that a benchmark measures. */
public enum Work {
    /** From pixel values to the last hidden state. */
    ENCODER,
    /** From pictures to digits. */
    READ,
    /** One optimiser step. */
    TRAINING;

    /**
     * One row of a benchmark.
     *
     * @param work the kind of work
     * @param size the input size of the model
     * @param batch the number of pictures in a batch
     * @param tokens the number of tokens generated for each picture; used by {@link #READ} only
     */
    public record Case(Work work, ImageSize size, int batch, int tokens) {
        /** Prepares the workload of this case. */
        Workload start(Workloads workloads) {
            return switch (work) {
                case ENCODER -> workloads.encoder(size, batch);
                case READ -> workloads.read(size, batch, tokens);
                case TRAINING -> workloads.training(size, batch);
            };
        }
    }

    /** Returns the name in options and requests. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the work with this {@link #word}.
     *
     * @throws IllegalArgumentException if there is none; the message lists the words
     */
    public static Work named(String word) {
        return Arrays.stream(values())
                .filter(work -> work.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected "
                        + Arrays.stream(values()).map(Work::word).collect(Collectors.joining(", ")) + ", found "
                        + word));
    }
}
