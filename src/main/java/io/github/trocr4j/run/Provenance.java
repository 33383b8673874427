package io.github.trocr4j.run;

import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.report.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * How a run was started, for its provenance.json, which also records data, hashes, versions and machine.
 *
 * @param command the full command line, if there was one
 * @param data the data source as the user gave it, if any; a resumed run loads its data from there
 */
public record Provenance(Optional<String> command, Optional<String> data) {
    /** The provenance of a run that an application started with its own digits. */
    public static final Provenance PROGRAM = new Provenance(Optional.empty(), Optional.empty());

    private static final String COMMAND = "command";
    private static final String DATA = "data";

    /** Writes it, with what the data say of themselves, and the machine. */
    public void write(RunFolder folder, TrainingData training) throws IOException {
        JsonObject node = new JsonObject();
        training.describe(node);
        node.put(DATA, data.orElse(null));
        node.put(COMMAND, command.orElse(null));
        node.put("trocr4j", Version.text());
        node.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        node.put("computed_on", Backend.here().description());
        node.put("processors", Runtime.getRuntime().availableProcessors());
        folder.write(folder.provenance(), node.toPrettyString() + "\n");
    }

    /** Reads the provenance of an existing run; {@link #PROGRAM} if it has no provenance.json. */
    static Provenance read(RunFolder folder) throws IOException {
        if (!Files.isRegularFile(folder.provenance())) {
            return PROGRAM;
        }
        JsonValue node = JsonTree.read(Files.readAllBytes(folder.provenance()));
        return new Provenance(text(node, COMMAND), text(node, DATA));
    }

    private static Optional<String> text(JsonValue node, String key) {
        return Optional.ofNullable(node.path(key).textValue());
    }
}
