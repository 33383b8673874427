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

/** The output of {@code predict} for files, run in this process with the shipped model. */
public final class Predicted {
    private Predicted() {}

    /** Returns for each file an object with digits, confidences and so on, or with error. */
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

    /** Returns the digits or the error. */
    public static String text(JsonNode said) {
        return said.has("digits") ? said.get("digits").textValue() : said.get("error").textValue();
    }
}
