package io.github.trocr4j.cli;

import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.natives.NativeSettings;
import io.github.trocr4j.natives.NativeStart;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code --threads}: the number of computing threads. It is fixed when the native libraries start, so a verb handles it
 * first.
 */
final class ThreadsOption {
    private static final int MAX_THREADS = 9_999;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of threads that compute. Default: OMP_NUM_THREADS, else the number of processors"
                    + " that Java sees.")
    private Integer threads;

    /** Starts ND4J with this number of threads; does nothing if the option is not given. */
    void begin(CommandSpec spec) {
        begin(spec, OptionalInt.empty());
    }

    /** As above, with a default for when neither the option nor OMP_NUM_THREADS is given. */
    void begin(CommandSpec spec, OptionalInt defaultThreads) {
        if (threads == null) {
            if (defaultThreads.isPresent()
                    && NativeSettings.threadsOf(System.getenv()).isEmpty()) {
                NativeStart.apply(defaultThreads);
            }
            return;
        }
        if (threads < 1 || threads > MAX_THREADS) {
            throw new ParameterException(
                    spec.commandLine(), "--threads: expected 1 to " + MAX_THREADS + ", found " + threads);
        }
        OptionalInt variable = NativeSettings.threadsOf(System.getenv());
        if (variable.isPresent() && variable.getAsInt() != threads) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--threads: expected " + variable.getAsInt() + " as in OMP_NUM_THREADS, found " + threads
                            + "; unset the variable, or leave out the option");
        }
        int fixed = NativeStart.apply(OptionalInt.of(threads)).threads();
        if (fixed != threads) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--threads: this process computes with " + fixed + " threads since its first model, found "
                            + threads);
        }
    }

    /** Limits the threads of a reader to the option's number, or else to OMP_NUM_THREADS. */
    ReaderOptions limit(ReaderOptions options) {
        OptionalInt variable = NativeSettings.threadsOf(System.getenv());
        if (threads != null) {
            return options.withThreads(threads);
        }
        return variable.isPresent() ? options.withThreads(variable.getAsInt()) : options;
    }

    /** Returns the number of threads: the option's, or else that of OMP_NUM_THREADS, or one for each processor. */
    int count() {
        return limit(ReaderOptions.DEFAULT)
                .threads()
                .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }
}
