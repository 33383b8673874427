package io.github.trocr4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.eval.Calibration;
import io.github.trocr4j.eval.SequenceMetrics;

/** Metrics as JSON, for programs: {@code evaluation.json}. All shares are fractions, 0 to 1. */
public final class MetricsJson {
    private MetricsJson() {}

    /** One object with keys in snake_case, indented, ending with a line feed; {@code loss} only if it is known. */
    public static String json(SequenceMetrics metrics) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("strips", metrics.strips());
        root.put("exact_strips", metrics.exactStrips());
        root.putArray("exact_strips_95")
                .add(metrics.exact().low95())
                .add(metrics.exact().high95());
        root.put("digit_accuracy", metrics.digitAccuracy());
        ArrayNode positions = root.putArray("position_accuracy");
        metrics.positionAccuracy().forEach(positions::add);
        metrics.meanLoss().ifPresent(loss -> root.put("loss", loss));
        root.put("mean_confidence", metrics.calibration().meanConfidence());
        root.put("mean_strip_confidence", metrics.meanStripConfidence());
        root.put("expected_calibration_error", metrics.calibration().expectedCalibrationError());
        root.put("similarity", metrics.similarity());
        root.put(
                "similarity_remark",
                "ignores order: 19844 for 19484 counts as 1; the original project reported 0.73, and 0.511 exact strips");
        ArrayNode confusion = root.putArray("confusion_expected_by_read");
        for (int[] row : metrics.confusion().counts()) {
            ArrayNode cells = confusion.addArray();
            for (int count : row) {
                cells.add(count);
            }
        }
        ArrayNode bins = root.putArray("reliability");
        for (Calibration.Bin bin : metrics.calibration().bins()) {
            bins.addObject()
                    .put("low", bin.low())
                    .put("high", bin.high())
                    .put("count", bin.count())
                    .put("mean_confidence", bin.meanConfidence())
                    .put("accuracy", bin.accuracy());
        }
        // Jackson's own indenter ends lines as the platform does; files of a run are the same everywhere.
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(lines);
        try {
            return mapper.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and strings is always JSON", e);
        }
    }
}
