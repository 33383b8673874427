package io.github.trocr4j;

import io.github.trocr4j.image.row.WritingRow;
import java.util.ArrayList;
import java.util.List;

/**
 * A line in a picture: what it says, and where it is.
 *
 * @param reading the text
 * @param x left side of the box around it, in pixels of the picture
 * @param y upper side
 * @param width width of the box, at least 1
 * @param height height of the box, at least 1; more than that of the writing if the line is turned
 */
public record Line(Reading reading, int x, int y, int width, int height) {
    /** Returns the text, such as "70415". */
    public String text() {
        return reading.text();
    }

    /** Returns the probability that the text is right, 0 to 1. */
    public float confidence() {
        return reading.confidence();
    }

    /** Returns whether the confidence is below the required minimum; see {@link ReaderOptions#minimumConfidence}. */
    public boolean uncertain() {
        return reading.uncertain();
    }

    /** Returns the lines of rows. If {@code found}, a row that the model reads as nothing is no line. */
    static List<Line> of(List<WritingRow> rows, List<Reading> readings, boolean found) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            WritingRow row = rows.get(i);
            if (!found || !readings.get(i).text().isEmpty()) {
                lines.add(new Line(readings.get(i), row.x(), row.y(), row.width(), row.height()));
            }
        }
        return List.copyOf(lines);
    }
}
