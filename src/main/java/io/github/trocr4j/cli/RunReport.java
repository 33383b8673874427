package io.github.trocr4j.cli;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.ReadingSelection;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.report.PicturedReading;
import io.github.trocr4j.report.RunContents;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunPage;
import io.github.trocr4j.report.ShownStrips;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Leaves in the folder of a run its page, and the strips that the page shows. */
final class RunReport {
    private static final int WORST = 24;
    private static final int LOOKS = 8;

    private RunReport() {}

    /**
     * Chooses strips to show, looks where the decoder looks, and writes the page.
     *
     * @param reader that read the strips
     */
    static void leave(RunFolder folder, DigitReader reader, List<Strip> strips, List<ReadStrip> readings)
            throws IOException {
        List<PicturedReading> worst = pictured(ReadingSelection.worst(readings, WORST), strips, readings);
        List<PicturedReading> looked = pictured(ReadingSelection.mixed(readings, LOOKS), strips, readings);
        folder.write(folder.reportData(), new ShownStrips(worst, looks(reader, looked)).json());
        write(folder);
    }

    /** Makes the page from what is in the folder. */
    static void write(RunFolder folder) throws IOException {
        folder.write(folder.report(), RunPage.html(RunContents.of(folder.root()), maker()));
    }

    /** Who makes pages. */
    static String maker() {
        return "trocr4j " + Version.text();
    }

    private static List<PicturedReading> pictured(List<Integer> some, List<Strip> strips, List<ReadStrip> readings) {
        return some.stream()
                .map(i -> new PicturedReading(strips.get(i).pixels(), Strip.WIDTH, Strip.HEIGHT, readings.get(i)))
                .toList();
    }

    private static List<ShownStrips.Look> looks(DigitReader reader, List<PicturedReading> strips) {
        List<ShownStrips.Look> looks = new ArrayList<>();
        List<AttentionMaps> maps = reader.attention(
                strips.stream()
                        .map(strip -> Picture.gray(strip.pixels(), strip.width(), strip.height()))
                        .toList(),
                strips.stream().map(strip -> strip.reading().read()).toArray(int[][]::new));
        for (int i = 0; i < maps.size(); i++) {
            AttentionMaps map = maps.get(i);
            looks.add(new ShownStrips.Look(strips.get(i), map.rows(), map.columns(), map.weights()));
        }
        return looks;
    }
}
