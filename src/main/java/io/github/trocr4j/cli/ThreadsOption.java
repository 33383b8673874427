package io.github.trocr4j.cli;

import io.github.trocr4j.natives.NativeSettings;
import io.github.trocr4j.natives.NativeStart;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --threads}: how many compute. It is fixed when the native libraries start, so it comes first in a verb. */
final class ThreadsOption {
    private static final int MOST = 9_999;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of threads that compute. Default: OMP_NUM_THREADS, else the number of processors"
                    + " that Java sees.")
    private Integer threads;

    /** Starts the process with this number; without the option nothing is decided here. */
    void begin(CommandSpec spec) {
        begin(spec, OptionalInt.empty());
    }

    /** As above, but {@code usual} decides where neither the option nor OMP_NUM_THREADS does. */
    void begin(CommandSpec spec, OptionalInt usual) {
        if (threads == null) {
            if (usual.isPresent() && NativeSettings.threadsOf(System.getenv()).isEmpty()) {
                NativeStart.apply(usual);
            }
            return;
        }
        if (threads < 1 || threads > MOST) {
            throw new ParameterException(spec.commandLine(), "--threads: expected 1 to " + MOST + ", found " + threads);
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
}
