package io.github.trocr4j.report;

import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.util.Base64;
import java.util.List;

/**
 * The strips that the page of a run shows, saved as {@code report-data.json} so that the page can be written again
 * without the digits and the model.
 *
 * @param worst the worst errors
 * @param attended strips read correctly and wrongly, with the decoder's attention for each digit
 */
public record ShownStrips(List<PicturedReading> worst, List<AttendedStrip> attended) {
    /**
     * The attention of the decoder over a strip.
     *
     * @param strip the strip and its reading
     * @param rows the number of patches from top to bottom
     * @param columns the number of patches from left to right
     * @param weights [digit][rows * columns]: the attention to each patch, row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record AttendedStrip(PicturedReading strip, int rows, int columns, float[][] weights) {}

    /** Copies the lists. */
    public ShownStrips {
        worst = List.copyOf(worst);
        attended = List.copyOf(attended);
    }

    /** Returns a JSON object on one line, ending with a line feed; pictures are PNG files in base64. */
    public String json() {
        JsonObject root = new JsonObject();
        JsonArray errors = root.putArray("worst");
        worst.forEach(each -> put(errors.addObject(), each));
        JsonArray seen = root.putArray("looks");
        for (AttendedStrip look : attended) {
            JsonObject node = seen.addObject();
            put(node, look.strip());
            node.put("rows", look.rows()).put("columns", look.columns());
            JsonArray digits = node.putArray("attention");
            for (float[] weights : look.weights()) {
                JsonArray patches = digits.addArray();
                for (float weight : weights) {
                    patches.add(Math.round(weight * 1e4) / 1e4);
                }
            }
        }
        return root + "\n";
    }

    private static void put(JsonObject node, PicturedReading strip) {
        int[] pixels = new int[strip.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (strip.pixels()[i] & 0xff) * 0x010101;
        }
        byte[] png = PngFile.encode(strip.width(), strip.height(), pixels);
        node.put("png", Base64.getEncoder().encodeToString(png));
        node.put("width", strip.width()).put("height", strip.height());
        JsonArray expected = node.putArray("expected");
        for (int digit : strip.reading().expected()) {
            expected.add(digit);
        }
        JsonArray read = node.putArray("read");
        for (int digit : strip.reading().read()) {
            read.add(digit);
        }
        JsonArray confidences = node.putArray("confidences");
        for (float confidence : strip.reading().confidences()) {
            confidences.add(Math.round(confidence * 1e6) / 1e6);
        }
    }

    /**
     * A reading and the picture of its strip. The pixels are not copied, so the caller must not change them.
     *
     * @param pixels height x width grey values, 0 black to 255 white, row by row; the digits are in columns of equal
     *     width
     * @param width the width in pixels
     * @param height the height in pixels
     * @param reading the reading of the strip
     */
    @SuppressWarnings("ArrayRecordComponent") // not copied, because there are thousands of strips; never compared
    public record PicturedReading(byte[] pixels, int width, int height, ReadStrip reading) {
        /** @throws IllegalArgumentException if the number of pixels is not width x height, or 0 */
        public PicturedReading {
            if (width < 1 || height < 1 || pixels.length != (long) width * height) {
                throw new IllegalArgumentException(pixels.length + " pixels for a strip of " + width + "x" + height);
            }
        }
    }
}
