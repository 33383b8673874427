package io.github.trocr4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.PresetJson;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** What a run was made of: its recipe, its digits with their hashes, its command, versions and machine. */
final class Provenance {
    private static final String DATA = "data";

    private Provenance() {}

    /** {@code data} is what the user named, for a run that goes on; null where nothing was named. */
    static void write(RunFolder folder, Preset recipe, Digits digits, String data, List<String> arguments)
            throws IOException {
        folder.write(folder.config(), PresetJson.write(recipe));
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode node = json.createObjectNode();
        node.put("digits", digits.source());
        node.put(DATA, data);
        node.set("sha256", json.valueToTree(digits.sha256()));
        node.put("train_digits_sha256", digits.train().sha256());
        node.put("test_digits_sha256", digits.test().sha256());
        node.put("command", "trocr4j " + String.join(" ", arguments));
        node.put("trocr4j", Version.text());
        node.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        node.put("computed_on", Backend.here().description());
        node.put("processors", Runtime.getRuntime().availableProcessors());
        folder.write(folder.provenance(), node.toPrettyString() + "\n");
    }

    /** What the user named as data when the run began. */
    static Optional<String> data(RunFolder folder) throws IOException {
        if (!Files.isRegularFile(folder.provenance())) {
            return Optional.empty();
        }
        JsonNode node = JsonTree.read(Files.readAllBytes(folder.provenance()));
        return Optional.ofNullable(node.path(DATA).textValue());
    }
}
