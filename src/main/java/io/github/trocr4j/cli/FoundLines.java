package io.github.trocr4j.cli;

import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.report.LinePicture;
import io.github.trocr4j.report.LineSheet;
import io.github.trocr4j.run.CheckedLines;
import io.github.trocr4j.run.LinePictures;
import io.github.trocr4j.run.LineTrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@code train --dry-run} says about lines of text: their lengths, characters and pictures. */
final class FoundLines {
    private static final int SAMPLES = 12;
    private static final int VERSIONS = 4;

    private FoundLines() {}

    static void addTo(StringBuilder text, LineTrainingData data, ImageProcessorConfig input) {
        LineData lines = data.lines();
        if (!lines.made().isEmpty()) {
            TrainingPlan.line(
                    text,
                    "split",
                    "%s made here, by the seed and the names of the pictures",
                    lines.made().stream()
                            .map(split -> split.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(" and ")));
        }
        if (lines.refused().total() > 0) {
            TrainingPlan.line(text, "not used", "%,d: %s", lines.refused().total(), lines.refused());
        }
        if (!lines.unlabelled().isEmpty()) {
            TrainingPlan.line(
                    text, "no text", "%,d pictures", lines.unlabelled().size());
        }
        List<LabelledLine> all = lines.all();
        TrainingPlan.line(
                text,
                "length",
                "%s characters; at most %,d %s are read",
                range(all.stream().mapToInt(LabelledLine::length)),
                data.maxLength(),
                data.recipe().original() ? "tokens" : "characters");
        TrainingPlan.line(text, data.recipe().original() ? "characters" : "alphabet", "%s", characters(all));
        List<CheckedLines.Checked> pictures = all.stream()
                .map(line -> data.checked().pictures().get(line.file()))
                .toList();
        TrainingPlan.line(
                text,
                "pictures",
                "%s pixels wide, %s high",
                range(pictures.stream().mapToInt(CheckedLines.Checked::width)),
                range(pictures.stream().mapToInt(CheckedLines.Checked::height)));
        TrainingPlan.line(text, "fit", "%s", fit(pictures, input));
    }

    /** Draws some training lines and changed versions of them; returns the line of the plan that names the file. */
    static String samples(LineTrainingData data, long seed, Path folder) throws IOException {
        List<LabelledLine> train = data.lines().train();
        List<LineSheet.Sample> samples = new ArrayList<>();
        for (int i = 0; i < Math.min(SAMPLES, train.size()); i++) {
            LabelledLine line = train.get((int) ((long) i * train.size() / Math.min(SAMPLES, train.size())));
            Picture picture = PictureFile.read(line.file());
            List<LinePicture> pictures = new ArrayList<>(List.of(LinePictures.of(picture)));
            for (int version = 0; version < VERSIONS; version++) {
                pictures.add(
                        LinePictures.of(data.recipe().augmentation().apply(picture, Seeds.random(seed, i, version))));
            }
            samples.add(new LineSheet.Sample(line.text(), pictures));
        }
        Path file = Files.createDirectories(folder).resolve("dry-run.svg");
        Files.writeString(file, LineSheet.samples(data.source() + ", and how training changes them", samples));
        StringBuilder text = new StringBuilder();
        TrainingPlan.line(text, "samples", "%s", file);
        return text.toString();
    }

    /** Says what becomes of pictures that are wider, for their height, than the input of the model. */
    private static String fit(List<CheckedLines.Checked> pictures, ImageProcessorConfig input) {
        if (input.fit() == ImageProcessorConfig.Fit.STRETCH) {
            return "all are stretched to " + input.height() + "x" + input.width();
        }
        double[] scales = pictures.stream()
                .mapToDouble(each ->
                        Math.min(1, (double) input.width() * each.height() / ((double) input.height() * each.width())))
                .sorted()
                .toArray();
        long shrunk = Arrays.stream(scales).filter(scale -> scale < 1).count();
        return shrunk == 0
                ? "all have the full height of " + input.height() + " pixels"
                : String.format(
                        Locale.ROOT,
                        "%,d are too wide for the full height of %d pixels; the lowest has %.0f",
                        shrunk,
                        input.height(),
                        scales[0] * input.height());
    }

    private static String range(IntStream values) {
        int[] sorted = values.sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%,d to %,d (median %,d)",
                sorted[0],
                sorted[sorted.length - 1],
                sorted[sorted.length / 2]);
    }

    private static String characters(List<LabelledLine> lines) {
        var counts = LabelledLine.characters(lines);
        return String.format(Locale.ROOT, "%,d characters: ", counts.size())
                + counts.entrySet().stream()
                        .map(entry -> String.format(
                                Locale.ROOT, "%s %,d", Character.toString(entry.getKey()), entry.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
