package io.github.trocr4j.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Draws a sheet of lines of text as a self-contained SVG: their pictures, and texts of any script below or above them.
 * Unlike {@link ReadingsPicture}, it leaves fonts to the program that shows the file.
 */
public final class LineSheet {
    /** The height in pixels below which a picture is shown at twice its size. */
    static final int READABLE = 28;

    private static final String BACKGROUND = "#f3f4f6";
    private static final String EDGE = "#dfe3e8";
    private static final String WRONG_EDGE = "#f0b4ae";
    private static final String ORIGINAL_EDGE = "#2563eb";
    private static final String INK = "#1f2937";
    private static final String FAINT = "#6b7280";
    private static final String RIGHT = "#14653a";
    private static final String WRONG = "#c62828";

    private static final int MAX_WIDTH = 640;
    private static final int MAX_HEIGHT = 64;
    private static final int SAMPLE_WIDTH = 420;
    private static final int SAMPLE_HEIGHT = 48;
    private static final int MARGIN = 28;
    private static final int GAP = 16;
    private static final int PADDING = 12;
    private static final int HEAD = 60;
    private static final int COLUMNS = 2;
    private static final int SHEET = 1400;
    private static final int FONT = 15;
    private static final int SMALL = 11;
    private static final int LEADING = 20;
    private static final int LABEL = 66;
    private static final int MAX_LINES = 3;

    private final StringBuilder svg = new StringBuilder();
    private double right;
    private double bottom;

    private LineSheet() {}

    /**
     * Draws lines and their readings in two columns, as {@code readings.svg} and {@code errors.svg} of a run. The
     * characters that differ are red.
     *
     * @param title one line above the sheet
     * @param lines at least one line, shown in this order, row by row
     * @return the text of an SVG file
     * @throws IllegalArgumentException if there are no lines
     */
    public static String readings(String title, List<ShownLines.PicturedLine> lines) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no lines to show");
        }
        LineSheet sheet = new LineSheet();
        List<LinePicture> pictures = lines.stream()
                .map(line -> line.picture().within(MAX_WIDTH, MAX_HEIGHT))
                .toList();
        double column = 2.0 * PADDING
                + Math.max(
                        360,
                        pictures.stream()
                                .mapToDouble(LineSheet::shownWidth)
                                .max()
                                .orElse(0));
        double top = MARGIN + HEAD;
        for (int first = 0; first < lines.size(); first += COLUMNS) {
            double lowest = top;
            for (int i = first; i < Math.min(first + COLUMNS, lines.size()); i++) {
                double left = MARGIN + (i - first) * (column + GAP);
                lowest = Math.max(lowest, sheet.card(lines.get(i), pictures.get(i), left, top, column));
            }
            top = lowest + GAP;
        }
        return sheet.svg(title, "green: read correctly   red: characters that differ   %: confidence of the line");
    }

    /**
     * A line and how training sees it.
     *
     * @param text the text of the line
     * @param pictures the picture of the line, followed by altered versions of it
     */
    public record Sample(String text, List<LinePicture> pictures) {
        /** @throws IllegalArgumentException if there are no pictures */
        public Sample {
            pictures = List.copyOf(pictures);
            if (pictures.isEmpty()) {
                throw new IllegalArgumentException("no picture of this line");
            }
        }
    }

    /**
     * Draws lines as they are and as augmentation changes them, a line of text for each.
     *
     * @param title one line above the sheet
     * @param samples at least one sample, shown in this order
     * @return the text of an SVG file
     * @throws IllegalArgumentException if there are no samples
     */
    public static String samples(String title, List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no lines to show");
        }
        LineSheet sheet = new LineSheet();
        double top = MARGIN + HEAD;
        for (Sample sample : samples) {
            List<MarkedText.Part> text = List.of(new MarkedText.Part(VisibleText.of(sample.text()), false));
            top = sheet.text(text, INK, MARGIN, top, SHEET - 2 * MARGIN) + 4;
            double left = MARGIN;
            double row = 0;
            for (int i = 0; i < sample.pictures().size(); i++) {
                LinePicture picture = sample.pictures().get(i).within(SAMPLE_WIDTH, SAMPLE_HEIGHT);
                if (i > 0 && left + shownWidth(picture) > SHEET - MARGIN) {
                    left = MARGIN;
                    top += row + GAP / 2.0;
                    row = 0;
                }
                sheet.picture(picture, left, top, i == 0 ? ORIGINAL_EDGE : EDGE);
                left += shownWidth(picture) + GAP / 2.0;
                row = Math.max(row, shownHeight(picture));
            }
            top += row + GAP;
        }
        return sheet.svg(title, "blue edge: the line as it is, then as training may see it");
    }

    /** Draws a card and returns its lower edge. */
    private double card(ShownLines.PicturedLine line, LinePicture picture, double left, double top, double width) {
        boolean exact = line.reading().isExact();
        MarkedText texts =
                MarkedText.of(line.reading().expected(), line.reading().read());
        int from = svg.length();
        double room = width - 2 * PADDING - LABEL;
        double y = top + PADDING;
        picture(picture, left + PADDING, y, EDGE);
        y += shownHeight(picture) + 6;
        String confidence = percent(line.reading().confidence());
        small(confidence, left + PADDING, y);
        y = text(texts.read(), exact ? RIGHT : INK, left + PADDING + LABEL, y, room);
        if (!exact) {
            small("expected", left + PADDING, y);
            y = text(texts.expected(), INK, left + PADDING + LABEL, y, room);
        }
        y += SMALL + 3;
        add(
                "<text x='%.1f' y='%.1f' font-size='%d' fill='%s'>%s</text>",
                left + PADDING, y, SMALL, FAINT, Page.escaped(VisibleText.shortened(VisibleText.of(line.file()), (int)
                        (width / (0.6 * SMALL)))));
        y += PADDING;
        String card = String.format(
                Locale.ROOT,
                "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='7' fill='#ffffff' stroke='%s'/>%n",
                left,
                top,
                width,
                y - top,
                exact ? EDGE : WRONG_EDGE);
        svg.insert(from, card.replace(System.lineSeparator(), "\n"));
        covers(left + width, y);
        return y;
    }

    private void small(String text, double left, double top) {
        add(
                "<text x='%.1f' y='%.1f' font-size='%d' fill='%s'>%s</text>",
                left, top + FONT, SMALL, FAINT, Page.escaped(text));
    }

    private void picture(LinePicture picture, double left, double top, String edge) {
        add(
                "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='none' stroke='%s' stroke-width='2'/>",
                left, top, shownWidth(picture), shownHeight(picture), edge);
        add(
                "<image x='%.1f' y='%.1f' width='%.1f' height='%.1f' href='data:image/png;base64,%s'/>",
                left,
                top,
                shownWidth(picture),
                shownHeight(picture),
                Base64.getEncoder().encodeToString(picture.png()));
        covers(left + shownWidth(picture), top + shownHeight(picture));
    }

    /** Draws a text in as many lines as it needs, at most three, and returns its lower edge. */
    private double text(List<MarkedText.Part> parts, String colour, double left, double top, double width) {
        if (parts.isEmpty()) {
            small("nothing", left, top);
            return top + LEADING;
        }
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        double used = 0;
        for (MarkedText.Part part : parts) {
            StringBuilder run = new StringBuilder();
            for (int c : part.text().codePoints().toArray()) {
                double advance = FONT * advance(c);
                if (used + advance > width) {
                    span(lines.get(lines.size() - 1), run, part.wrong());
                    if (lines.size() == MAX_LINES) {
                        lines.get(MAX_LINES - 1).append('\u2026');
                        return draw(lines, colour, left, top);
                    }
                    lines.add(new StringBuilder());
                    used = 0;
                }
                run.appendCodePoint(c);
                used += advance;
            }
            span(lines.get(lines.size() - 1), run, part.wrong());
        }
        return draw(lines, colour, left, top);
    }

    private static void span(StringBuilder line, StringBuilder run, boolean wrong) {
        if (!run.isEmpty()) {
            String text = Page.escaped(run.toString());
            line.append(wrong ? "<tspan fill='" + WRONG + "' font-weight='700'>" + text + "</tspan>" : text);
            run.setLength(0);
        }
    }

    private double draw(List<StringBuilder> lines, String colour, double left, double top) {
        double y = top;
        for (StringBuilder line : lines) {
            // unicode-bidi: a line from right to left keeps its own order, whatever surrounds it
            add(
                    "<text x='%.1f' y='%.1f' font-size='%d' fill='%s' xml:space='preserve'"
                            + " style='unicode-bidi:plaintext'>%s</text>",
                    left, y + FONT, FONT, colour, line);
            y += LEADING;
        }
        covers(left, y);
        return y;
    }

    /** Estimates the width of a character in ems; fonts differ, so this is that of a wide one. */
    private static double advance(int c) {
        boolean mark = Character.getType(c) == Character.NON_SPACING_MARK;
        boolean wide = Character.isIdeographic(c)
                || (c >= 0x1100 && c < 0x1200)
                || (c >= 0x3000 && c < 0xd7b0)
                || (c >= 0xff00 && c < 0xff61)
                || c >= 0x1f000;
        return mark ? 0 : wide ? 1 : 0.62;
    }

    /** Small pictures are shown at twice their size. */
    private static double shownWidth(LinePicture picture) {
        return picture.width() * (picture.height() < READABLE && picture.width() <= MAX_WIDTH / 2 ? 2.0 : 1.0);
    }

    private static double shownHeight(LinePicture picture) {
        return shownWidth(picture) / picture.width() * picture.height();
    }

    /** Formats percents, but shows 100 % only for exactly 1. */
    private static String percent(float confidence) {
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(confidence * 1000.0) / 10);
    }

    private void covers(double toRight, double toBottom) {
        right = Math.max(right, toRight);
        bottom = Math.max(bottom, toBottom);
    }

    private String svg(String title, String legend) {
        String heading = VisibleText.shortened(VisibleText.of(title), 160);
        double width = MARGIN + Math.max(right, MARGIN + Math.max(heading.length() * 10.5, legend.length() * 7.0));
        return String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$.0f %2$.0f" width="%1$.0f" height="%2$.0f" \
                font-family="system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif">
                <rect width="%1$.0f" height="%2$.0f" fill="%3$s"/>
                <text x="%4$d" y="46" font-size="17" font-weight="600" fill="%5$s">%6$s</text>
                <text x="%4$d" y="68" font-size="12" fill="%7$s" xml:space="preserve">%8$s</text>
                %9$s</svg>
                """,
                width,
                bottom + MARGIN,
                BACKGROUND,
                MARGIN,
                INK,
                Page.escaped(heading),
                FAINT,
                Page.escaped(legend),
                svg);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
