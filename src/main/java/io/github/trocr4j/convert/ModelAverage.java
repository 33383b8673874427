package io.github.trocr4j.convert;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ReadingConfig;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.text.CharacterVocabulary;
import java.util.List;
import java.util.function.Function;

/**
 * The weighted mean of the weights of models that were trained from one another, or from the same one, which often
 * reads better than each of them (M. Wortsman et al., "Model soups", 2022). Models that were trained from different
 * random weights do not have a mean that reads.
 */
public final class ModelAverage {
    private ModelAverage() {}

    /**
     * A model and its share of the mean.
     *
     * @param name what messages call it
     * @param share above 0; those of all models need not add up to 1
     */
    public record Part(String name, ModelDirectory model, double share) {}

    /**
     * Returns the mean, computed in double precision. All but the weights and the temperature, whose mean is a guess,
     * is that of the first model.
     *
     * @param parts one or more models of one architecture; they may differ in their dropout
     * @throws ConfigException if a model differs from the first in its architecture, its characters or how it converts
     *     pictures
     */
    public static ModelDirectory of(List<Part> parts) throws ConfigException {
        Part first = parts.get(0);
        for (Part part : parts) {
            requireLike(first, part);
        }
        double all = parts.stream().mapToDouble(Part::share).sum();
        ModelDirectory model = first.model();
        Weights mean = Weights.from(model.config(), (key, shape) -> {
            double[] sum = new double[Math.toIntExact(ParameterShapes.length(shape))];
            for (Part part : parts) {
                float[] values = part.model().weights().values(key);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += part.share() / all * values[i];
                }
            }
            float[] rounded = new float[sum.length];
            for (int i = 0; i < sum.length; i++) {
                rounded[i] = (float) sum[i];
            }
            return rounded;
        });
        double temperature = parts.stream()
                .mapToDouble(part -> part.share() / all * part.model().reading().temperature())
                .sum();
        ReadingConfig reading = model.reading();
        return new ModelDirectory(
                model.config(),
                mean,
                model.processor(),
                model.characters(),
                model.generation(),
                new ReadingConfig(reading.findRows(), (float) temperature, reading.minimumConfidence()));
    }

    private static void requireLike(Part first, Part other) throws ConfigException {
        requireSame("config.json", first, other, part -> part.model().config().withDropout(0));
        requireSame(
                "preprocessor_config.json",
                first,
                other,
                part -> part.model().processor().config());
        requireSame(
                "tokenizer.json",
                first,
                other,
                part -> part.model().characters().map(CharacterVocabulary::alphabet));
    }

    private static void requireSame(String file, Part first, Part other, Function<Part, Object> content)
            throws ConfigException {
        if (!content.apply(first).equals(content.apply(other))) {
            throw new ConfigException(other.name() + ": expected the same values in " + file + " as in " + first.name()
                    + ", found others; average models that were trained from one another.");
        }
    }
}
