package io.github.trocr4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect}: what is in files of weights. */
@Command(
        name = "inspect",
        description = {
            "Lists the tensors of files of weights, with types, shapes and the files' own notes.",
            "Reads every value, so what it lists is sound. A file that is refused gets a sentence; the others are read."
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|DIR", arity = "1..*", description = "Files of weights, or folders of models.")
    private List<Path> files;

    @Option(
            names = "--json",
            description = "Print a JSON object a line: file, tensors, parameters, metadata; or file and error.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        int refused = 0;
        for (Path file : files) {
            refused += inspect(file) ? 0 : 1;
        }
        return refused == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private boolean inspect(Path file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Inspection found = Inspection.of(file);
            if (json) {
                out.println(found.json());
            } else {
                out.print(found.text());
            }
            return true;
        } catch (IOException | OutOfMemoryError e) {
            refuse(file, Failure.of(e).sentence());
            return false;
        } finally {
            out.flush();
        }
    }

    private void refuse(Path file, String sentence) throws IOException {
        if (json) {
            spec.commandLine().getOut().println(Inspection.json(file, sentence));
        } else {
            PrintWriter err = spec.commandLine().getErr();
            err.println("trocr4j: " + sentence);
            err.flush();
        }
    }
}
