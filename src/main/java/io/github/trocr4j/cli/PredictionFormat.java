package io.github.trocr4j.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.Reading;
import io.github.trocr4j.TextReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the readings and failures of {@code predict}. */
interface PredictionFormat {
    /** Prints the reading of a picture. */
    void read(Path file, Prediction reading) throws IOException;

    /** Prints why a picture could not be read. */
    void failed(Path file, String sentence) throws IOException;

    /** Flushes the output; throws IOException if it cannot be written, such as to a closed pipe. */
    void flush() throws IOException;

    /** Returns a format of tab-separated lines, with failures as sentences on {@code err}. */
    static PredictionFormat text(PrintWriter out, PrintWriter err) {
        return new PredictionFormat() {
            @Override
            public void read(Path file, Prediction reading) {
                String each = reading.confidences().stream()
                        .map(confidence -> String.format(Locale.ROOT, "%.4f", confidence))
                        .collect(Collectors.joining(" ", " (", ")"));
                out.println(String.format(
                        Locale.ROOT,
                        "%s\t%s\t%.4f%s%s",
                        shown(file.toString()),
                        shown(reading.value()),
                        reading.confidence(),
                        reading.confidences().isEmpty() ? "" : each,
                        reading.uncertain() ? "\tuncertain" : ""));
            }

            @Override
            public void failed(Path file, String sentence) {
                err.println("trocr4j: " + sentence);
                err.flush();
            }

            @Override
            public void flush() throws IOException {
                requireOpen(out);
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
            public void read(Path file, Prediction reading) throws IOException {
                ObjectNode line = mapper.createObjectNode();
                line.put("file", file.toString());
                line.put(reading.kind(), reading.value());
                line.put("confidence", reading.confidence());
                if (!reading.confidences().isEmpty()) {
                    ArrayNode each = line.putArray("confidences");
                    reading.confidences().forEach(each::add);
                    line.put("uncertain", reading.uncertain());
                }
                out.println(mapper.writeValueAsString(line));
            }

            @Override
            public void failed(Path file, String sentence) throws IOException {
                ObjectNode line = mapper.createObjectNode();
                line.put("file", file.toString());
                line.put("error", sentence);
                out.println(mapper.writeValueAsString(line));
            }

            @Override
            public void flush() throws IOException {
                requireOpen(out);
            }
        };
    }

    private static void requireOpen(PrintWriter out) throws IOException {
        if (out.checkError()) {
            throw new IOException(
                    "The output cannot be written: the program that reads it has exited, or the disk is full.");
        }
    }

    /** Replaces control characters: tabs and line breaks in a name would look like the next column or line. */
    private static String shown(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    /**
     * The reading of a picture, either digits or text.
     *
     * @param kind its key in JSON: digits or text
     * @param value the digits or the text
     * @param confidence the confidence of the whole reading, 0 to 1
     * @param confidences the confidence of each digit; empty for text
     * @param uncertain whether the confidence is below the required minimum
     */
    record Prediction(String kind, String value, float confidence, List<Float> confidences, boolean uncertain) {
        static Prediction of(Reading reading) {
            return new Prediction(
                    "digits", reading.digits(), reading.confidence(), reading.confidences(), reading.uncertain());
        }

        static Prediction of(TextReader.Line line) {
            return new Prediction("text", line.text(), line.confidence(), List.of(), false);
        }
    }
}
