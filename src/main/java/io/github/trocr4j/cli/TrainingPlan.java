package io.github.trocr4j.cli;

import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.run.HeldOut;
import io.github.trocr4j.train.TrainingConfig;
import java.util.Locale;
import java.util.Map;

/** What {@code train --dry-run} says: what would be trained, on what, how long. */
final class TrainingPlan {
    private TrainingPlan() {}

    /** For people. */
    static String text(String start, TrOcrConfig model, TrainingConfig config, Digits digits, double secondsPerStep) {
        int stripsPerEpoch = HeldOut.stripsToLearnFrom(digits.train(), config);
        double epochs = (double) config.steps() * config.stripsPerStep() / stripsPerEpoch;
        long bytes = config.plan().bytes(model);
        StringBuilder text = new StringBuilder();
        line(
                text,
                "model",
                "%s, %,d parameters, %,d of them trained",
                start,
                ParameterShapes.count(model),
                trained(model, config));
        line(
                text,
                "input",
                "%s pixels, patches of %d",
                model.encoder().imageSize(),
                model.encoder().patchSize());
        line(text, "digits", "%s", digits.source());
        line(
                text,
                "strips",
                "%,d an epoch to learn from, %,d held out, %,d to be tested with",
                stripsPerEpoch,
                HeldOut.stripsHeldOut(digits.train(), config),
                digits.test().size() / Strip.LENGTH);
        line(
                text,
                "steps",
                "%,d of %d strips in passes of %d: %.1f epochs",
                config.steps(),
                config.stripsPerStep(),
                config.batchSize(),
                epochs);
        line(
                text,
                "learning rate",
                "up to %s in %d steps, then a cosine to 0%s",
                config.learningRate(),
                config.warmupSteps(),
                config.layerDecay() == 1 ? "" : "; times " + config.layerDecay() + " a layer");
        line(text, "memory", "about %,d MB outside the Java heap", bytes >> 20);
        line(
                text,
                "time",
                "about %s (%.0f ms a step, measured now)",
                ProgressDisplay.duration(secondsPerStep * config.steps()),
                1e3 * secondsPerStep);
        return text.toString();
    }

    private static long trained(TrOcrConfig model, TrainingConfig config) {
        long count = 0;
        for (Map.Entry<String, long[]> parameter : ParameterShapes.of(model).entrySet()) {
            if (config.freeze().trains(parameter.getKey())) {
                count += ParameterShapes.length(parameter.getValue());
            }
        }
        return count;
    }

    private static void line(StringBuilder text, String key, String format, Object... args) {
        text.append(String.format(Locale.ROOT, "%-14s ", key))
                .append(String.format(Locale.ROOT, format, args))
                .append(System.lineSeparator());
    }
}
