package io.github.trocr4j.report;

import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.util.Base64;
import java.util.List;

/**
 * The lines that the page of a run shows, saved as {@code report-data.json} so that the page can be written again
 * without the data and the model.
 *
 * @param worst the worst lines, as {@link io.github.trocr4j.eval.LineMetrics#worst} selects them
 * @param attended lines read correctly and wrongly, with the decoder's attention for each token
 */
public record ShownLines(List<PicturedLine> worst, List<AttendedLine> attended) {
    private static final int MAX_WIDTH = 640;
    private static final int MAX_HEIGHT = 64;
    private static final int MAX_TOKENS = 64;

    /**
     * A reading and the picture of its line.
     *
     * @param file the name of the file, as the report shows it
     */
    public record PicturedLine(LinePicture picture, String file, LineReading reading) {}

    /**
     * The attention of the decoder over a line.
     *
     * @param line the line; its picture shows what the patches cover, so it includes the paper that was added to reach
     *     the input size of the model
     * @param rows the number of patches from top to bottom
     * @param columns the number of patches from left to right
     * @param tokens the tokens read, such as "5", and "&lt;/s&gt;" for the end
     * @param weights [token][rows * columns]: the attention to each patch, row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record AttendedLine(PicturedLine line, int rows, int columns, List<String> tokens, float[][] weights) {
        /** @throws IllegalArgumentException if there are not as many tokens as maps, or not a weight for each patch */
        public AttendedLine {
            tokens = List.copyOf(tokens);
            if (tokens.size() != weights.length) {
                throw new IllegalArgumentException(tokens.size() + " tokens with " + weights.length + " maps");
            }
            for (float[] map : weights) {
                if (map.length != rows * columns) {
                    throw new IllegalArgumentException(
                            map.length + " weights for " + rows + "x" + columns + " patches");
                }
            }
        }
    }

    /** Copies the lists. */
    public ShownLines {
        worst = List.copyOf(worst);
        attended = List.copyOf(attended);
    }

    /**
     * Returns a JSON object on one line, ending with a line feed. Pictures are PNG files in base64, at most 640x64; of
     * each line, the attention of at most 64 tokens is kept.
     */
    public String json() {
        JsonObject root = new JsonObject();
        JsonArray errors = root.putArray("worst_lines");
        worst.forEach(each -> put(errors.addObject(), each));
        JsonArray seen = root.putArray("attended_lines");
        for (AttendedLine look : attended) {
            JsonObject node = seen.addObject();
            put(node, look.line());
            node.put("rows", look.rows()).put("columns", look.columns());
            int count = Math.min(MAX_TOKENS, look.tokens().size());
            JsonArray tokens = node.putArray("tokens");
            look.tokens().subList(0, count).forEach(tokens::add);
            JsonArray maps = node.putArray("attention");
            for (int i = 0; i < count; i++) {
                JsonArray patches = maps.addArray();
                for (float weight : look.weights()[i]) {
                    patches.add(Math.round(weight * 1e4) / 1e4);
                }
            }
        }
        return root + "\n";
    }

    private static void put(JsonObject node, PicturedLine line) {
        LinePicture picture = line.picture().within(MAX_WIDTH, MAX_HEIGHT);
        node.put("png", Base64.getEncoder().encodeToString(picture.png()));
        node.put("width", picture.width()).put("height", picture.height());
        node.put("file", line.file());
        node.put("expected", line.reading().expected());
        node.put("read", line.reading().read());
        node.put("confidence", Math.round(line.reading().confidence() * 1e6) / 1e6);
    }
}
