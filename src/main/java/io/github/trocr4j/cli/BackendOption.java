package io.github.trocr4j.cli;

import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.CudaPreflight;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code --backend}: which one is expected. A build has one backend, so this chooses nothing: it makes sure that nobody
 * takes hours of the CPU for hours of a card. It comes before ND4J is touched.
 */
final class BackendOption {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "Expected backend, cpu or cuda: stop if this build has the other one, or if it cannot be"
                    + " used. cuda needs a build with mvn -Pcuda.")
    private String backend;

    /**
     * Throws, if another one is asked for than there is, or if it cannot be used. Without the option nothing is looked at
     * here: ND4J's start, which runs beside the reading of files, looks itself.
     */
    void begin(CommandSpec spec) {
        if (backend == null) {
            return;
        }
        CudaPreflight.requireBackend(named(spec));
        CudaPreflight.require();
    }

    /** Says which cards compute, if cards do. */
    static void sayCards(PrintWriter err) {
        if (Backend.here() == Backend.CUDA) {
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
