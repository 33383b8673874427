package io.github.trocr4j.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.TrainingConfig;
import java.io.IOException;
import java.util.List;

/** What a run was made of: its configuration, its digits with their hashes, its command, versions and machine. */
final class Provenance {
    private Provenance() {}

    static void write(RunFolder folder, TrainingConfig config, Digits digits, List<String> arguments)
            throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        folder.write(folder.config(), json.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
        ObjectNode node = json.createObjectNode();
        node.put("digits", digits.source());
        node.set("sha256", json.valueToTree(digits.sha256()));
        node.put("train_digits_sha256", digits.train().sha256());
        node.put("test_digits_sha256", digits.test().sha256());
        node.put("command", "train " + String.join(" ", arguments));
        node.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        node.put("processors", Runtime.getRuntime().availableProcessors());
        folder.write(folder.provenance(), node.toPrettyString() + "\n");
    }
}
