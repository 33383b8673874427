package io.github.trocr4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the verb {@code predict} says of files, in this process, with the model that comes with the program. */
public final class Predicted {
    private Predicted() {}

    /** By file: an object with digits, confidences and so on, or with error. */
    public static Map<String, JsonNode> of(Collection<Path> files, Object... options) throws IOException {
        List<Object> command = new ArrayList<>(List.of("predict", "--json", "--runs", "no such folder"));
        command.addAll(List.of(options));
        command.addAll(files);
        Map<String, JsonNode> said = new LinkedHashMap<>();
        for (String line : Ran.of(command.toArray()).out().lines().toList()) {
            JsonNode one = JsonMapper.builder().build().readTree(line);
            said.put(one.get("file").textValue(), one);
        }
        return said;
    }

    /** Digits, or the sentence. */
    public static String text(JsonNode said) {
        return said.has("digits") ? said.get("digits").textValue() : said.get("error").textValue();
    }
}
