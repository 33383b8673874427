package io.github.trocr4j.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What an import did with each tensor of a checkpoint, and where each tensor of the model comes from. The report is
 * complete.
 *
 * @param source the path of the checkpoint
 * @param remarks where in it the tensors are and how their names differ from the model's, if they do; where its image
 *     processor was found, and what in it has no effect
 * @param lines one for each tensor, in the order of the data flow
 * @param unusedKeys keys of config.json that are not part of the model
 */
public record ImportReport(String source, List<String> remarks, List<Line> lines, List<String> unusedKeys) {
    /** Copies the lists. */
    public ImportReport {
        remarks = List.copyOf(remarks);
        lines = List.copyOf(lines);
        unusedKeys = List.copyOf(unusedKeys);
    }

    /** What an import did with a tensor. */
    public enum Fate {
        /** Copied from the checkpoint. */
        READ,
        /** Computed from the checkpoint's values. */
        TRANSFORMED,
        /** Newly initialised from the seed. */
        FRESH,
        /** In the checkpoint, not in the model. */
        IGNORED;

        /** Returns the name in lower case, for display. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One tensor.
     *
     * @param fate what the import did with it
     * @param tensor its name in the checkpoint; for {@link Fate#FRESH} in the model
     * @param found dtype and shape in the checkpoint, such as "F32 [1, 578, 384]"; empty for {@link Fate#FRESH}
     * @param made shape in the model, such as "[1, 47, 384]"; empty for {@link Fate#IGNORED}
     * @param remark what was done and why; empty for {@link Fate#READ}
     */
    public record Line(Fate fate, String tensor, String found, String made, String remark) {
        /** Returns the line as text: {@code fate tensor found -> made (remark)}. */
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

    /** Returns this report with more remarks. */
    public ImportReport with(List<String> more) {
        List<String> all = new ArrayList<>(remarks);
        all.addAll(more);
        return new ImportReport(source, all, lines, unusedKeys);
    }

    /** Returns the lines with this fate. */
    public List<Line> of(Fate fate) {
        return lines.stream().filter(line -> line.fate() == fate).toList();
    }

    /** Returns a line with the counts, the remarks, then a line for each tensor that was not copied unchanged. */
    public String summary() {
        StringBuilder text = new StringBuilder(source).append(": ");
        text.append(List.of(Fate.values()).stream()
                .map(fate -> of(fate).size() + " " + fate.word())
                .collect(Collectors.joining(", ")));
        text.append('\n');
        remarks.forEach(remark -> text.append("  ").append(remark).append('\n'));
        lines.stream()
                .filter(line -> line.fate() != Fate.READ)
                .forEach(line -> text.append("  ").append(line.text()).append('\n'));
        return text.toString();
    }

    /**
     * Returns the summary, then a line for every tensor, then the keys of config.json that are not part of the model.
     */
    public String text() {
        String all = lines.stream().map(line -> line.text() + "\n").collect(Collectors.joining("", "\n", ""));
        String keys = unusedKeys.isEmpty()
                ? ""
                : "\nconfig.json: not part of the model: " + String.join(", ", unusedKeys) + "\n";
        return summary() + all + keys;
    }
}
