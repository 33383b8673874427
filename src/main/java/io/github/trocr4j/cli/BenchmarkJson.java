package io.github.trocr4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.bench.WorkRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The figures of a benchmark as a JSON file: the machine, the model, and every single time. */
final class BenchmarkJson {
    private BenchmarkJson() {}

    static void write(Path file, String model, Information machine, List<WorkRequest.Measured> rows)
            throws IOException {
        Files.writeString(file, text(model, machine, rows), StandardCharsets.UTF_8);
    }

    static String text(String model, Information machine, List<WorkRequest.Measured> rows)
            throws JsonProcessingException {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode node = mapper.createObjectNode();
        node.put("model", model);
        node.set("machine", mapper.readTree(machine.json()));
        ArrayNode list = node.putArray("rows");
        for (WorkRequest.Measured row : rows) {
            ObjectNode one = list.addObject();
            one.put("work", row.what().work().word());
            one.put("height", row.what().size().height());
            one.put("width", row.what().size().width());
            one.put("batch", row.what().batch());
            one.put("median_ms", row.timing().median());
            one.put("ms_per_picture", row.millisecondsPerPicture());
            one.put("p10_ms", row.timing().quantile(0.1));
            one.put("p90_ms", row.timing().quantile(0.9));
            one.put("pictures_per_second", row.picturesPerSecond());
            ArrayNode times = one.putArray("milliseconds");
            row.timing().milliseconds().forEach(times::add);
        }
        return node.toPrettyString() + "\n";
    }
}
