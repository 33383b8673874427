package io.github.trocr4j.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.Line;
import io.github.trocr4j.serve.LinesJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Prints the readings and failures of {@code predict}. */
interface PredictionFormat {
    /** Prints the lines of a picture. */
    void read(Path file, List<Line> lines) throws IOException;

    /** Prints why a picture could not be read. */
    void failed(Path file, String sentence) throws IOException;

    /** Flushes the output. */
    void flush();

    /** Returns a format of tab-separated lines, with failures as sentences on {@code err}. */
    static PredictionFormat text(PrintWriter out, PrintWriter err) {
        return new PredictionFormat() {
            @Override
            public void read(Path file, List<Line> lines) {
                if (lines.isEmpty()) {
                    err.println("trocr4j: " + shown(FileNames.text(file)) + ": no line found.");
                    err.flush();
                }
                for (Line line : lines) {
                    out.println(String.format(
                            Locale.ROOT,
                            "%s\t%s\t%.4f\t%d,%d,%d,%d%s",
                            shown(FileNames.text(file)),
                            shown(line.text()),
                            line.confidence(),
                            line.x(),
                            line.y(),
                            line.width(),
                            line.height(),
                            line.uncertain() ? "\tuncertain" : ""));
                }
            }

            @Override
            public void failed(Path file, String sentence) {
                err.println("trocr4j: " + sentence);
                err.flush();
            }

            @Override
            public void flush() {
                out.flush();
            }
        };
    }

    /**
     * Returns a format of one JSON object per line, failures included. Non-ASCII letters are escaped, so that no
     * console encoding matters.
     */
    static PredictionFormat json(PrintWriter out) {
        JsonMapper mapper =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        return new PredictionFormat() {
            @Override
            public void read(Path file, List<Line> lines) throws IOException {
                ObjectNode node = mapper.createObjectNode();
                node.put("file", FileNames.text(file));
                LinesJson.put(lines, node);
                out.println(mapper.writeValueAsString(node));
            }

            @Override
            public void failed(Path file, String sentence) throws IOException {
                ObjectNode line = mapper.createObjectNode();
                line.put("file", FileNames.text(file));
                line.put("error", sentence);
                out.println(mapper.writeValueAsString(line));
            }

            @Override
            public void flush() {
                out.flush();
            }
        };
    }

    /** Replaces control characters: tabs and line breaks in a name would look like the next column or line. */
    private static String shown(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }
}
