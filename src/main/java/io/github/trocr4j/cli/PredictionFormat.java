package io.github.trocr4j.cli;

import io.github.trocr4j.Line;
import io.github.trocr4j.image.file.FilePage;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.serve.LinesJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Prints the readings and failures of {@code predict}. */
interface PredictionFormat {
    /** Prints the lines of a picture. */
    void read(FilePage picture, List<Line> lines) throws IOException;

    /** Prints why a picture could not be read. */
    void failed(FilePage picture, String sentence) throws IOException;

    /** Flushes the output. */
    void flush();

    /** Returns a format of tab-separated lines, with failures as sentences on {@code err}. */
    static PredictionFormat text(PrintWriter out, PrintWriter err) {
        return new PredictionFormat() {
            @Override
            public void read(FilePage picture, List<Line> lines) {
                if (lines.isEmpty()) {
                    err.println("trocr4j: " + shown(name(picture)) + ": no line found.");
                    err.flush();
                }
                for (Line line : lines) {
                    // not String.format, which loads the data of locales for 20 ms
                    String confidence = BigDecimal.valueOf(line.confidence())
                            .setScale(4, RoundingMode.HALF_UP)
                            .toPlainString();
                    String box = line.x() + "," + line.y() + "," + line.width() + "," + line.height();
                    String uncertain = line.uncertain() ? "\tuncertain" : "";
                    out.println(
                            String.join("\t", shown(name(picture)), shown(line.text()), confidence, box) + uncertain);
                }
            }

            @Override
            public void failed(FilePage picture, String sentence) {
                err.println("trocr4j: " + sentence);
                err.flush();
            }

            @Override
            public void flush() {
                out.flush();
            }
        };
    }

    /** Returns a format of the texts alone, a line for each, with failures as sentences on {@code err}. */
    static PredictionFormat plain(PrintWriter out, PrintWriter err) {
        PredictionFormat failures = text(out, err);
        return new PredictionFormat() {
            @Override
            public void read(FilePage picture, List<Line> lines) throws IOException {
                if (lines.isEmpty()) {
                    failures.read(picture, lines);
                }
                lines.forEach(line -> out.println(shown(line.text())));
            }

            @Override
            public void failed(FilePage picture, String sentence) throws IOException {
                failures.failed(picture, sentence);
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
     *
     * @param words whether lines have their words, too
     */
    static PredictionFormat json(PrintWriter out, boolean words) {
        return new PredictionFormat() {
            @Override
            public void read(FilePage picture, List<Line> lines) throws IOException {
                JsonObject node = new JsonObject();
                put(picture, node);
                LinesJson.put(lines, words, node);
                out.println(node.toAscii());
            }

            @Override
            public void failed(FilePage picture, String sentence) throws IOException {
                JsonObject line = new JsonObject();
                put(picture, line);
                line.put("error", sentence);
                out.println(line.toAscii());
            }

            @Override
            public void flush() {
                out.flush();
            }
        };
    }

    private static void put(FilePage picture, JsonObject node) {
        node.put("file", FileNames.text(picture.file()));
        if (picture.pages() > 1) {
            node.put("page", picture.page());
        }
    }

    private static String name(FilePage picture) {
        return picture.named(FileNames.text(picture.file()));
    }

    /** Replaces control characters: tabs and line breaks in a name would look like the next column or line. */
    private static String shown(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }
}
