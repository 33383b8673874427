package io.github.trocr4j.report;

import io.github.trocr4j.eval.ReadStrip;
import java.util.List;
import java.util.Locale;

/**
 * Draws a contact sheet of readings: each strip at twice its size, and below each digit the digit read and its
 * confidence. Wrong digits are red, with the correct one below.
 */
public final class ReadingsPicture {
    private static final int BACKGROUND = 0xf3f4f6;
    private static final int CARD = 0xffffff;
    private static final int CARD_EDGE = 0xdfe3e8;
    private static final int WRONG_CARD_EDGE = 0xf0b4ae;
    private static final int TITLE = 0x1f2937;
    private static final int FAINT = 0x6b7280;
    private static final int RIGHT = 0x14653a;
    private static final int WRONG = 0xc62828;

    private static final int SCALE = 2;
    private static final int MARGIN = 28;
    private static final int GAP = 16;
    private static final int PADDING = 10;
    private static final int HEAD = 62;
    private static final int READING_HEIGHT = 76;
    private static final int MAX_COLUMNS = 4;

    private ReadingsPicture() {}

    /**
     * Draws the sheet.
     *
     * @param title one line above the sheet, such as "epoch 3: 1,874 of 2,000 strips read exactly; digits: MNIST";
     *     letters other than A to Z appear as boxes
     * @param readings at least one reading, shown in this order, row by row; all strips have the same size
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are no readings, or their strips differ in size
     */
    public static byte[] png(String title, List<ShownStrips.PicturedReading> readings) {
        if (readings.isEmpty()) {
            throw new IllegalArgumentException("no readings to show");
        }
        ShownStrips.PicturedReading first = readings.get(0);
        int cardWidth = first.width() * SCALE + 2 * PADDING;
        int cardHeight = first.height() * SCALE + PADDING + READING_HEIGHT;
        int columns = Math.min(MAX_COLUMNS, readings.size());
        int rows = (readings.size() + columns - 1) / columns;
        String legend = "green: correct   red: wrong, with the correct digit below   %: confidence";
        int textWidth = (int) Math.ceil(Math.max(Canvas.textWidth(title, 17), Canvas.textWidth(legend, 9)));
        int sheetWidth = Math.max(columns * (cardWidth + GAP) - GAP, textWidth);
        Canvas canvas =
                new Canvas(sheetWidth + 2 * MARGIN, HEAD + rows * (cardHeight + GAP) - GAP + 2 * MARGIN, BACKGROUND);
        canvas.text(title, MARGIN, MARGIN, 17, 2.2, TITLE);
        canvas.text(legend, MARGIN, MARGIN + 32, 9, 1.2, FAINT);
        for (int i = 0; i < readings.size(); i++) {
            ShownStrips.PicturedReading reading = readings.get(i);
            if (reading.width() != first.width() || reading.height() != first.height()) {
                throw new IllegalArgumentException("strips of different sizes: " + first.width() + "x" + first.height()
                        + " and " + reading.width() + "x" + reading.height());
            }
            int left = MARGIN + i % columns * (cardWidth + GAP);
            int top = MARGIN + HEAD + i / columns * (cardHeight + GAP);
            card(canvas, reading, left, top, cardWidth, cardHeight);
        }
        return canvas.png();
    }

    private static void card(
            Canvas canvas, ShownStrips.PicturedReading reading, int left, int top, int width, int height) {
        boolean exact = reading.reading().isExact();
        canvas.rectangle(left - 1, top - 1, width + 2, height + 2, 7, exact ? CARD_EDGE : WRONG_CARD_EDGE);
        canvas.rectangle(left, top, width, height, 6, CARD);
        int stripLeft = left + PADDING;
        int stripTop = top + PADDING;
        canvas.gray(reading.pixels(), reading.width(), reading.height(), stripLeft, stripTop, SCALE);
        int[] expected = reading.reading().expected();
        int[] read = reading.reading().read();
        // A reading that is too long gets narrower columns, so that it is not cut off.
        int positions = Math.max(expected.length, read.length);
        double column = (double) reading.width() * SCALE / positions;
        for (int i = 0; i < positions; i++) {
            double centre = stripLeft + (i + 0.5) * column;
            digit(canvas, reading.reading(), i, centre, stripTop + reading.height() * SCALE);
        }
    }

    private static void digit(Canvas canvas, ReadStrip reading, int position, double centre, int top) {
        int[] expected = reading.expected();
        int[] read = reading.read();
        int colour = reading.isRight(position) ? RIGHT : WRONG;
        if (position < read.length) {
            canvas.centredText(Integer.toString(read[position]), centre, top + 11, 22, 2.8, colour);
            canvas.centredText(percent(reading.confidences()[position]), centre, top + 41, 8, 1.1, FAINT);
        } else {
            canvas.centredText("-", centre, top + 11, 22, 2.8, colour);
        }
        if (!reading.isRight(position)) {
            String right = position < expected.length ? "is " + expected[position] : "is none";
            canvas.centredText(right, centre, top + 57, 9, 1.5, WRONG);
        }
    }

    /** Formats whole percents, but shows 100 % and 0 % only for exactly 1 and 0. */
    private static String percent(float confidence) {
        if (confidence > 0.99 && confidence < 1) {
            return String.format(Locale.ROOT, "%.1f%%", Math.floor(confidence * 1000.0) / 10);
        }
        return String.format(Locale.ROOT, "%d%%", Math.round(Math.ceil(confidence * 100.0 - 0.5)));
    }
}
