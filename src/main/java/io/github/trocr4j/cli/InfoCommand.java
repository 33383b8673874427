package io.github.trocr4j.cli;

import io.github.trocr4j.engine.EngineInfo;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.natives.NativeStart;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code info}: prints the platform and its speed. */
@Command(
        name = "info",
        description = {
            "Shows the Java version, the processor, the native libraries and their settings, and the speed of a"
                    + " matrix product.",
            "Include it in bug reports."
        })
final class InfoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() {
        NativeStart.Applied made = NativeStart.apply();
        EngineInfo engine = null;
        Failure failure = null;
        try {
            backend.begin(spec);
            engine = EngineInfo.read();
        } catch (ParameterException e) {
            throw e;
        } catch (LinkageError | RuntimeException e) {
            // the other information is most useful when ND4J does not start
            failure = Failure.of(e);
        }
        Information found = Information.here(made, Optional.ofNullable(engine));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonValue.ascii(found.json()));
        } else {
            out.print(found.text());
        }
        out.flush();
        if (failure == null) {
            return ExitCode.OK;
        }
        spec.commandLine().getErr().println("trocr4j: " + failure.sentence());
        spec.commandLine().getErr().flush();
        return failure.exitCode();
    }
}
