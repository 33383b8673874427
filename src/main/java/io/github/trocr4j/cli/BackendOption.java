package io.github.trocr4j.cli;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.CudaPreflight;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code --backend}: the expected backend. A build has one backend, so the option does not choose one; it prevents a
 * long run on the CPU that was meant for a GPU. It is checked before ND4J is loaded.
 */
final class BackendOption {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "Expected backend, cpu or cuda: stop if this build has the other one, or if it cannot be"
                    + " used. cuda needs a build with mvn -Pcuda.")
    private String backend;

    /**
     * Throws an exception if this build has another backend or the backend cannot be used. Without the option it checks
     * nothing: ND4J's start, which runs while files are read, does.
     */
    void begin(CommandSpec spec) {
        if (backend == null) {
            return;
        }
        CudaPreflight.requireBackend(named(spec));
        CudaPreflight.require();
    }

    /** Prints which GPUs compute for a reader, if any. */
    static void printDevices(LineReader reader, PrintWriter err) {
        if (reader.engine() == ReaderOptions.Engine.ND4J && Backend.here() == Backend.CUDA) {
            err.println("trocr4j: computing with " + Backend.CUDA.description() + ".");
            err.flush();
        }
    }

    private Backend named(CommandSpec spec) {
        for (Backend each : Backend.values()) {
            if (each.word().equals(backend)) {
                return each;
            }
        }
        throw new ParameterException(spec.commandLine(), "--backend: expected cpu or cuda, found " + backend);
    }
}
