package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.trocr4j.eval.LineReading;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class LineSheetTest {
    private static final LinePicture PICTURE = new LinePicture(new int[100 * 40], 100, 40);

    @Test
    void showsPictureReadingAndExpectedText() throws Exception {
        Document sheet =
                Xml.parse(LineSheet.readings("2 lines", List.of(line("12/04", "12/04"), line("2021-03", "202l-03"))));

        assertThat(Xml.all(sheet, "image")).hasSize(2);
        assertThat(Xml.all(sheet, "text"))
                .extracting(Element::getTextContent)
                .contains("2 lines", "75.0 %", "12/04", "202l-03", "2021-03", "expected", "images/1.png");
        assertThat(Xml.all(sheet, "tspan"))
                .extracting(Element::getTextContent)
                .containsExactly("l", "1"); // what differs, red
    }

    @Test
    void pictureFilesAreEmbeddedAndShrunk() throws Exception {
        LinePicture large = new LinePicture(new int[3000 * 200], 3000, 200);
        Document sheet = Xml.parse(LineSheet.readings("large", List.of(line(large, "1", "1"))));

        String href = Xml.all(sheet, "image").get(0).getAttribute("href");
        assertThat(href).startsWith("data:image/png;base64,");
        byte[] png = Base64.getDecoder().decode(href.substring(href.indexOf(',') + 1));
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(640);
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getHeight()).isEqualTo(43);
    }

    @Test
    void anyTextGivesValidXml() throws Exception {
        String hostile = "</text><script>&\"'\u0000\u001b\ud800\ufffe\u202e]]>";
        ShownLines.PicturedLine line = new ShownLines.PicturedLine(PICTURE, hostile, new LineReading(hostile, "", 1));
        Document readings = Xml.parse(LineSheet.readings(hostile, List.of(line)));
        Document samples =
                Xml.parse(LineSheet.samples(hostile, List.of(new LineSheet.Sample(hostile, List.of(PICTURE)))));

        assertThat(Xml.all(readings, "script")).isEmpty();
        assertThat(samples.getDocumentElement().getTextContent())
                .contains("</text><script>&\"'\u2400\u241b[U+D800][U+FFFE][U+202E]]]>");
    }

    @Test
    void longTextsEndWithAnEllipsis() throws Exception {
        Document sheet = Xml.parse(
                LineSheet.samples("long", List.of(new LineSheet.Sample("\u6771".repeat(10_000), List.of(PICTURE)))));

        List<Element> texts = Xml.all(sheet, "text");
        assertThat(texts).hasSize(5); // title, legend, three lines
        assertThat(texts.get(4).getTextContent()).endsWith("\u2026").hasSizeLessThan(100);
    }

    @Test
    void samplesStandBesideEachOtherAndNeverBeyondTheSheet() throws Exception {
        LinePicture wide = new LinePicture(new int[800 * 40], 800, 40);
        Document sheet = Xml.parse(LineSheet.samples(
                "samples",
                List.of(
                        new LineSheet.Sample("17.5", List.of(PICTURE, PICTURE, PICTURE)),
                        new LineSheet.Sample("long", List.of(wide, wide, wide, wide)))));

        List<Element> images = Xml.all(sheet, "image");
        assertThat(images.subList(0, 3))
                .extracting(image -> image.getAttribute("y"))
                .containsOnly("112.0");
        assertThat(images.subList(0, 3))
                .extracting(image -> image.getAttribute("x"))
                .containsExactly("28.0", "136.0", "244.0");
        double sheetWidth = number(sheet.getDocumentElement(), "width");
        assertThat(images)
                .allSatisfy(image ->
                        assertThat(number(image, "x") + number(image, "width")).isLessThanOrEqualTo(sheetWidth));
        assertThat(number(images.get(6), "y")).isGreaterThan(number(images.get(5), "y"));
    }

    @Test
    void isTheSameInEachLocale() {
        List<ShownLines.PicturedLine> lines = List.of(line("1", "2"));
        String before = LineSheet.readings("a", lines);
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(LineSheet.readings("a", lines)).isEqualTo(before);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void refusesSheetsWithoutLines() {
        assertThatIllegalArgumentException().isThrownBy(() -> LineSheet.readings("none", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> LineSheet.samples("none", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new LineSheet.Sample("1", List.of()));
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static ShownLines.PicturedLine line(String expected, String read) {
        return line(PICTURE, expected, read);
    }

    private static ShownLines.PicturedLine line(LinePicture picture, String expected, String read) {
        return new ShownLines.PicturedLine(picture, "images/1.png", new LineReading(expected, read, 0.75f));
    }
}
