package io.github.trocr4j.convert;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What became of each tensor of a checkpoint, and where each tensor of the model comes from. No tensor is in neither.
 *
 * @param source the checkpoint
 * @param lines in the order of the data flow
 */
public record ImportReport(String source, List<Line> lines) {
    /** Copies the list. */
    public ImportReport {
        lines = List.copyOf(lines);
    }

    /** What can become of a tensor. */
    public enum Fate {
        /** Its values are the model's. */
        READ,
        /** The model's values are computed from its values. */
        TRANSFORMED,
        /** The model's, initialised by the seed. */
        FRESH,
        /** The checkpoint's, left out on purpose. */
        IGNORED;

        /** In lower case, for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One tensor.
     *
     * @param fate what became of it
     * @param tensor its name, in the checkpoint and in the model
     * @param found type and shape in the checkpoint, such as "F32 [1, 578, 384]"; empty for a fresh one
     * @param made shape in the model, such as "[1, 47, 384]"; empty for an ignored one
     * @param remark what was done to it or why, empty for one that was just read
     */
    public record Line(Fate fate, String tensor, String found, String made, String remark) {
        /** The whole line: {@code fate, tensor, found -> made (remark)}. */
        public String text() {
            String shapes =
                    found.isEmpty() ? made : made.isEmpty() || found.endsWith(made) ? found : found + " -> " + made;
            return String.format(
                    Locale.ROOT,
                    "%-11s %s %s%s",
                    fate.word(),
                    tensor,
                    shapes,
                    remark.isEmpty() ? "" : " (" + remark + ")");
        }
    }

    /** Tensors of that fate. */
    public List<Line> of(Fate fate) {
        return lines.stream().filter(line -> line.fate() == fate).toList();
    }

    /** The counts on one line, then a line for each tensor that was not just read. */
    public String summary() {
        StringBuilder text = new StringBuilder(source).append(": ");
        text.append(List.of(Fate.values()).stream()
                .map(fate -> of(fate).size() + " " + fate.word())
                .collect(Collectors.joining(", ")));
        text.append('\n');
        lines.stream()
                .filter(line -> line.fate() != Fate.READ)
                .forEach(line -> text.append("  ").append(line.text()).append('\n'));
        return text.toString();
    }

    /** The summary, then a line for every tensor. */
    public String text() {
        return summary() + lines.stream().map(line -> line.text() + "\n").collect(Collectors.joining("", "\n", ""));
    }
}
