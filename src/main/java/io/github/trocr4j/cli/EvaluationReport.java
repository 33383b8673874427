package io.github.trocr4j.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.report.MetricsJson;
import io.github.trocr4j.report.MetricsTable;
import java.io.IOException;
import java.util.Locale;

/**
 * Figures, and what they are figures of.
 *
 * @param metrics the figures
 * @param digits which digits were read
 * @param model which model read them
 * @param seconds that reading took
 * @param computedOn what ND4J computed with
 */
record EvaluationReport(SequenceMetrics metrics, String digits, String model, double seconds, String computedOn) {
    /** For people: a headline and the table. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%,d strips of %s, read with %s in %.1f s on %s%n%n%s",
                metrics.strips(),
                digits,
                model,
                seconds,
                computedOn,
                MetricsTable.text(metrics));
    }

    /** For programs: one line, in ASCII, whatever the console's encoding. */
    String json() throws IOException {
        JsonMapper mapper =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        ObjectNode root = mapper.createObjectNode();
        root.put("model", model);
        root.put("digits", digits);
        root.put("seconds", seconds);
        root.put("computed_on", computedOn);
        root.setAll((ObjectNode) mapper.readTree(MetricsJson.json(metrics)));
        return mapper.writeValueAsString(root);
    }
}
