package io.github.trocr4j.cli;

import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.run.CheckedLines;
import io.github.trocr4j.run.LineTrainingData;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@code train --dry-run} says about lines of text: their lengths, characters and pictures. */
final class FoundLines {
    private FoundLines() {}

    static void addTo(StringBuilder text, LineTrainingData data) {
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
