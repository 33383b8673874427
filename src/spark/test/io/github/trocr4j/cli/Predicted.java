package io.github.trocr4j.cli;

import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The output of {@code predict} for files, run in this process. */
public final class Predicted {
    private Predicted() {}

    /** Returns for each file an object with lines or error. */
    public static Map<String, JsonValue> of(Collection<Path> files, Object... options) throws IOException {
        List<Object> command = new ArrayList<>(List.of("predict", "--json", "--runs", "no such folder"));
        command.addAll(List.of(options));
        command.addAll(files);
        Map<String, JsonValue> said = new LinkedHashMap<>();
        for (String line : Ran.of(command.toArray()).out().lines().toList()) {
            JsonValue one = JsonTree.read(line);
            said.put(one.get("file").textValue(), one);
        }
        return said;
    }

    /** Returns the texts and boxes of the lines, such as "70415 3 4 90 20", one below the other, or the error. */
    public static String text(JsonValue said) {
        List<String> lines = new ArrayList<>();
        for (JsonValue line : said.path("lines")) {
            StringBuilder text = new StringBuilder(line.get("text").textValue());
            line.get("box").forEach(number -> text.append(' ').append(number.intValue()));
            lines.add(text.toString());
        }
        return said.has("error") ? said.get("error").textValue() : String.join("\n", lines);
    }

    /** Returns a column of {@code SparkReader}'s output that says the same as {@link #text}. */
    public static String column() {
        return "coalesce(error, concat_ws('\n', transform(lines, line -> concat_ws(' ', line.text, line.box.x,"
                + " line.box.y, line.box.width, line.box.height))))";
    }
}
