package io.github.trocr4j.cli;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.TensorInfo;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect}: lists the contents of weight files. */
@Command(
        name = "inspect",
        description = {
            "Lists the tensors of weight files, with types, shapes and metadata.",
            "Reads every value, so a file that it lists is intact. If a file cannot be read, it says why and"
                    + " continues with the next one."
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|DIR", arity = "1..*", description = "Weight files, or model folders.")
    private List<Path> files;

    @Option(
            names = "--json",
            description = "Print one JSON object per line: file, tensors, parameters, metadata; or file and error.")
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

    private void refuse(Path file, String sentence) {
        if (json) {
            spec.commandLine().getOut().println(Inspection.json(file, sentence));
        } else {
            PrintWriter err = spec.commandLine().getErr();
            err.println("trocr4j: " + sentence);
            err.flush();
        }
    }

    /**
     * The contents of a weight file. Reading them reads every value, so the file is intact.
     *
     * @param file the path as the user gave it
     * @param tensors the tensors in the order of the file
     * @param metadata the metadata of the file
     */
    private record Inspection(Path file, List<TensorInfo> tensors, Map<String, String> metadata) {
        /** Reads the file, one tensor at a time. */
        static Inspection of(Path file) throws IOException {
            try (Checkpoint checkpoint = CheckpointFiles.open(file)) {
                List<TensorInfo> tensors = new ArrayList<>();
                for (String name : checkpoint.names()) {
                    checkpoint.readThrough(name);
                    tensors.add(checkpoint.info(name));
                }
                return new Inspection(file, tensors, checkpoint.metadata());
            }
        }

        /** Returns the number of values in all tensors. */
        long parameters() {
            return tensors.stream().mapToLong(Inspection::count).sum();
        }

        private static long count(TensorInfo tensor) {
            return Arrays.stream(tensor.shape()).reduce(1, Math::multiplyExact);
        }

        /** Returns a headline, then dtype, shape and name of each tensor. */
        String text() {
            StringBuilder text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%s: %,d tensors, %,d parameters%n",
                    Failure.shown(file.toString()),
                    tensors.size(),
                    parameters()));
            metadata.forEach((key, value) ->
                    text.append(String.format(Locale.ROOT, "  %s: %s%n", Failure.shown(key), Failure.shown(value))));
            int widest = tensors.stream()
                    .mapToInt(tensor -> Arrays.toString(tensor.shape()).length())
                    .max()
                    .orElse(1);
            for (TensorInfo tensor : tensors) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %-4s  %-" + widest + "s  %s%n",
                        tensor.dtype(),
                        Arrays.toString(tensor.shape()),
                        Failure.shown(tensor.name())));
            }
            return text.toString();
        }

        /** Returns a JSON object on one line, in ASCII. */
        String json() {
            JsonObject root = new JsonObject();
            root.put("file", file.toString());
            JsonArray list = root.putArray("tensors");
            for (TensorInfo tensor : tensors) {
                JsonObject node = list.addObject();
                node.put("name", tensor.name());
                node.put("dtype", tensor.dtype().name());
                JsonArray shape = node.putArray("shape");
                Arrays.stream(tensor.shape()).forEach(shape::add);
            }
            root.put("parameters", parameters());
            JsonObject notes = root.putObject("metadata");
            metadata.forEach(notes::put);
            return root.toAscii();
        }

        /** Returns a JSON object for a file that cannot be read. */
        static String json(Path file, String error) {
            return new JsonObject()
                    .put("file", file.toString())
                    .put("error", error)
                    .toAscii();
        }
    }
}
