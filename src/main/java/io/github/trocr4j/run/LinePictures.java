package io.github.trocr4j.run;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.report.LinePicture;
import io.github.trocr4j.report.LineSheet;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.ShownLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Writes pictures of lines and their readings. */
public final class LinePictures {
    private static final int MAX_ERRORS = 24;
    private static final int MIXED = 20;
    private static final int WITH_ATTENTION = 8;

    private LinePictures() {}

    /** Returns a picture for reports. */
    public static LinePicture of(Picture picture) {
        byte[][] planes = new byte[3][];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = picture.plane(picture.isGray() ? 0 : i);
        }
        int[] pixels = new int[planes[0].length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (planes[0][i] & 0xff) << 16 | (planes[1][i] & 0xff) << 8 | (planes[2][i] & 0xff);
        }
        return new LinePicture(pixels, picture.width(), picture.height());
    }

    /**
     * Writes an SVG of the worst lines, replacing an existing file.
     *
     * @return false if there are no errors; an existing picture is then deleted
     */
    public static boolean writeErrors(Path file, LineEvaluation result) throws IOException {
        List<ShownLines.PicturedLine> worst = worst(result);
        if (worst.isEmpty()) {
            Files.deleteIfExists(file);
            return false;
        }
        Files.writeString(file, LineSheet.readings(title(result) + "; the worst lines", worst));
        return true;
    }

    /** Writes the pictures of a run, and the data of its page. */
    static void write(RunFolder folder, LineEvaluation result, LineReader reader) throws IOException {
        folder.write(folder.lineReadings(), LineSheet.readings(title(result), pictured(mixed(result, MIXED), result)));
        writeErrors(folder.lineErrors(), result);
        List<ShownLines.AttendedLine> attended = new ArrayList<>();
        for (int i : mixed(result, WITH_ATTENTION)) {
            Picture picture = PictureFile.read(result.lines().get(i).file());
            LineReader.AttendedReading seen = reader.attend(picture);
            attended.add(new ShownLines.AttendedLine(
                    new ShownLines.PicturedLine(
                            of(seen.seen()), name(result, i), result.readings().get(i)),
                    seen.attention().rows(),
                    seen.attention().columns(),
                    seen.reading().tokens().stream()
                            .map(token -> token.text().isEmpty() ? "</s>" : token.text())
                            .toList(),
                    seen.attention().weights()));
        }
        folder.write(folder.reportData(), new ShownLines(worst(result), attended).json());
    }

    private static String title(LineEvaluation result) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d lines read exactly, CER %.2f %%; %s",
                result.metrics().exact().hits(),
                result.metrics().lines(),
                100 * result.metrics().cer().value(),
                result.data());
    }

    private static List<ShownLines.PicturedLine> worst(LineEvaluation result) throws IOException {
        return pictured(LineMetrics.worst(result.readings(), MAX_ERRORS), result);
    }

    /** Returns some exact lines, then the worst, half of each if there are enough. */
    private static List<Integer> mixed(LineEvaluation result, int count) {
        List<LineReading> readings = result.readings();
        List<Integer> right = IntStream.range(0, readings.size())
                .filter(i -> readings.get(i).edits() == 0)
                .boxed()
                .limit(count)
                .toList();
        return EvaluationPictures.ReadingSelection.mixed(right, LineMetrics.worst(readings, count), count);
    }

    private static List<ShownLines.PicturedLine> pictured(List<Integer> some, LineEvaluation result)
            throws IOException {
        List<ShownLines.PicturedLine> lines = new ArrayList<>();
        for (int i : some) {
            lines.add(new ShownLines.PicturedLine(
                    of(PictureFile.read(result.lines().get(i).file())),
                    name(result, i),
                    result.readings().get(i)));
        }
        return lines;
    }

    private static String name(LineEvaluation result, int line) {
        return String.valueOf(result.lines().get(line).file().getFileName());
    }
}
