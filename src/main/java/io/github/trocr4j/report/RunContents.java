package io.github.trocr4j.report;

import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The contents of a run's folder. For files that an unfinished run lacks, there are no rows or a missing node.
 *
 * @param name the name of the folder
 * @param kind what the run reads; strips if no file tells
 * @param rows the rows of metrics.csv
 * @param evaluation evaluation.json
 * @param provenance provenance.json
 * @param training the training settings of config.json
 * @param model the model settings of config.json
 * @param shown report-data.json
 */
public record RunContents(
        String name,
        RunKind kind,
        List<MetricsRow> rows,
        JsonValue evaluation,
        JsonValue provenance,
        JsonValue training,
        JsonValue model,
        JsonValue shown) {
    /** The prefix of the names of the model's settings. */
    static final String MODEL = "model.";

    /** Copies the list. */
    public RunContents {
        rows = List.copyOf(rows);
    }

    /**
     * Reads a folder.
     *
     * @throws IOException if it is not the folder of a run, or a file in it is damaged
     */
    public static RunContents of(Path folder) throws IOException {
        RunFolder run = RunFolder.open(folder);
        boolean measured = Files.isRegularFile(run.metrics());
        if (!measured && !Files.isRegularFile(run.provenance())) {
            throw new FileNotFoundException(folder + ": expected the folder of a run, which has "
                    + run.metrics().getFileName() + " or " + run.provenance().getFileName()
                    + ", found neither; train makes such folders.");
        }
        JsonValue recipe = Figures.json(run.config());
        JsonValue evaluation = Figures.json(run.evaluationJson());
        Optional<RunKind> kind = measured ? MetricsCsv.kind(run.metrics()) : Optional.empty();
        return new RunContents(
                String.valueOf(run.root().getFileName()),
                kind.orElse(Figures.isOfLines(evaluation) ? RunKind.LINES : RunKind.STRIPS),
                measured ? MetricsCsv.read(run.metrics()) : List.of(),
                evaluation,
                Figures.json(run.provenance()),
                recipe.path("training"),
                recipe.path("model"),
                Figures.json(run.reportData()));
    }

    /** Returns whether the run has been evaluated. */
    public boolean isEvaluated() {
        return evaluation.path("exact_" + kind.examples()).isNumber();
    }

    /** Returns what these runs read: "strips", "lines" or "strips or lines". */
    static String examples(List<RunContents> runs) {
        return runs.stream()
                .map(RunContents::kind)
                .distinct()
                .sorted()
                .map(RunKind::examples)
                .collect(Collectors.joining(" or "));
    }

    /** Returns the name of the digits or of the data with lines, or this if no file tells. */
    String data(String ifUnknown) {
        return evaluation
                .path(kind == RunKind.STRIPS ? "digits" : "data")
                .asText(provenance.path(dataKey()).asText(ifUnknown));
    }

    /** Returns the key of {@link #data} in provenance.json. */
    String dataKey() {
        return kind == RunKind.STRIPS ? "digits" : "lines";
    }

    /** Returns the settings of the training and of the model by name, such as "a.b", in the order of the files. */
    Map<String, String> settings() {
        Map<String, String> settings = flat(training);
        flatten(MODEL, model, settings);
        return settings;
    }

    /** Returns the values of an object by name; names in nested objects are joined, such as "a.b". */
    static Map<String, String> flat(JsonValue node) {
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", node, values);
        return values;
    }

    private static void flatten(String prefix, JsonValue node, Map<String, String> settings) {
        node.members().entrySet().forEach(field -> {
            if (field.getValue().isObject()) {
                flatten(prefix + field.getKey() + ".", field.getValue(), settings);
            } else {
                settings.put(
                        prefix + field.getKey(),
                        field.getValue().isText()
                                ? field.getValue().asText()
                                : field.getValue().toString());
            }
        });
    }

    /**
     * What a run records about its model; a missing node stands for a missing file.
     *
     * @param evaluation evaluation.json: the figures on the test strips or lines
     * @param provenance provenance.json: the data and their hashes
     * @param recipe config.json: model and hyper-parameters
     * @param measuredBest whether the figures were measured with the run's best model, and this is a different model
     */
    public record Figures(JsonValue evaluation, JsonValue provenance, JsonValue recipe, boolean measuredBest) {
        private static final String WEIGHTS = "model.safetensors";

        /** Returns the run that a model folder, such as {@code runs/a/best}, is part of. */
        public static Optional<Path> runOf(Path model) {
            Path run = model.toAbsolutePath().normalize().getParent();
            return run != null && Files.isRegularFile(run.resolve("provenance.json"))
                    ? Optional.of(run)
                    : Optional.empty();
        }

        /** Reads the figures of the run that a model folder is part of; empty if there is none. */
        public static Optional<Figures> of(Path model) throws IOException {
            Optional<Path> found = runOf(model);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            RunFolder run = RunFolder.open(found.get());
            Path best = run.best().resolve(WEIGHTS);
            boolean another = Files.exists(best) && Files.mismatch(best, model.resolve(WEIGHTS)) >= 0;
            return Optional.of(
                    new Figures(json(run.evaluationJson()), json(run.provenance()), json(run.config()), another));
        }

        /** Returns whether an evaluation.json has the figures of lines. */
        static boolean isOfLines(JsonValue evaluation) {
            return evaluation.path("exact_lines").isNumber();
        }

        /** Reads a JSON file; returns a missing node if it does not exist. */
        static JsonValue json(Path file) throws IOException {
            if (!Files.isRegularFile(file)) {
                return JsonValue.MISSING;
            }
            try {
                return JsonTree.read(Files.readAllBytes(file));
            } catch (JsonException e) {
                throw new IOException(file + ": no valid JSON: " + e.getMessage() + ".", e);
            }
        }
    }
}
