package io.github.trocr4j.cli;

import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.run.CheckedLines;
import io.github.trocr4j.run.LineTrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@code train --dry-run} says about lines of text: their lengths, characters and pictures. */
final class FoundLines {
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
                "%s characters; at most %,d are read",
                range(all.stream()
                        .mapToInt(line ->
                                line.text().codePointCount(0, line.text().length()))),
                data.maxLength());
        TrainingPlan.line(text, "alphabet", "%s", characters(all));
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
