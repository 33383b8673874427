package io.github.trocr4j.cli;

import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.plan.CompiledGraph.PlanSummary;
import io.github.trocr4j.plan.CompiledGraph.StepSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats stages and plans for {@code dump}, in columns or as one JSON object per line. */
final class DumpFormat {
    private static final int FIRST = 4;

    private DumpFormat() {}

    /** The statistics of a stage. If any value is NaN, all statistics except the first values are NaN. */
    private record Summary(String name, String shape, double mean, double least, double largest, float[] first) {
        static Summary of(String name, FloatTensor tensor) {
            double sum = 0;
            double least = Double.POSITIVE_INFINITY;
            double largest = Double.NEGATIVE_INFINITY;
            for (float value : tensor.values()) {
                sum += value;
                least = Math.min(least, value);
                largest = Math.max(largest, value);
            }
            float[] first = Arrays.copyOf(tensor.values(), Math.min(FIRST, tensor.values().length));
            return new Summary(
                    name, Arrays.toString(tensor.shape()), sum / tensor.values().length, least, largest, first);
        }
    }

    /** Returns a line for each stage. */
    static String stages(Map<String, FloatTensor> stages, boolean json) {
        List<Summary> summaries = new ArrayList<>();
        stages.forEach((name, tensor) -> summaries.add(Summary.of(name, tensor)));
        if (json) {
            return summaries.stream()
                    .map(each -> json(each, stages.get(each.name()).shape()))
                    .collect(Collectors.joining());
        }
        int names =
                summaries.stream().mapToInt(each -> each.name().length()).max().orElse(1);
        int shapes =
                summaries.stream().mapToInt(each -> each.shape().length()).max().orElse(1);
        String columns = "%-" + names + "s  %-" + shapes + "s  %12s %12s %12s   %s%n";
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, columns, "stage", "shape", "mean", "min", "max", "first values"));
        for (Summary each : summaries) {
            List<String> first = new ArrayList<>();
            for (float value : each.first()) {
                first.add(number(value));
            }
            text.append(String.format(
                    Locale.ROOT,
                    columns,
                    each.name(),
                    each.shape(),
                    number(each.mean()),
                    number(each.least()),
                    number(each.largest()),
                    String.join(" ", first)));
        }
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }

    private static String json(Summary stage, long[] shape) {
        JsonObject node = new JsonObject().put("name", stage.name());
        JsonArray axes = node.putArray("shape");
        Arrays.stream(shape).forEach(axes::add);
        node.put("mean", stage.mean()).put("min", stage.least()).put("max", stage.largest());
        JsonArray first = node.putArray("first");
        for (float value : stage.first()) {
            first.add(value);
        }
        return node + "\n";
    }

    /** Returns for each plan a headline and a line for each step. */
    static String plans(Map<String, List<PlanSummary>> plans, boolean json) {
        StringBuilder text = new StringBuilder();
        plans.forEach((graph, summaries) -> {
            for (PlanSummary plan : summaries) {
                text.append(json ? json(graph, plan) + "\n" : text(graph, plan));
            }
        });
        return text.toString();
    }

    private static String text(String graph, PlanSummary plan) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %d steps, arena of %,d bytes%n",
                graph,
                plan.steps().size(),
                plan.arenaBytes()));
        for (int i = 0; i < plan.steps().size(); i++) {
            StepSummary step = plan.steps().get(i);
            String outputs = step.outputs().entrySet().stream()
                    .map(output -> output.getKey() + " " + output.getValue())
                    .collect(Collectors.joining(", "));
            text.append(String.format(
                    Locale.ROOT,
                    "%4d  %s: %s (%s) -> %s%n",
                    i,
                    step.kind(),
                    String.join(", ", step.operations()),
                    String.join(", ", step.reads()),
                    outputs));
        }
        return text.toString();
    }

    private static JsonObject json(String graph, PlanSummary plan) {
        JsonObject node = new JsonObject().put("graph", graph).put("arena_bytes", plan.arenaBytes());
        JsonArray steps = node.putArray("steps");
        for (StepSummary step : plan.steps()) {
            JsonObject each = steps.addObject().put("index", steps.size() - 1).put("kind", step.kind());
            step.operations().forEach(each.putArray("operations")::add);
            step.reads().forEach(each.putArray("reads")::add);
            JsonArray outputs = each.putArray("outputs");
            step.outputs().forEach((name, shape) -> {
                JsonArray axes = outputs.addObject().put("name", name).putArray("shape");
                shape.forEach(axes::add);
            });
        }
        return node;
    }
}
