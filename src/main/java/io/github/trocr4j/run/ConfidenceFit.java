package io.github.trocr4j.run;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ReadingConfig;
import io.github.trocr4j.TrOcr;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.train.Examples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Fits the confidence of a model on held-out lines, so that it says how often a line is right: the temperature that
 * divides its logits (C. Guo et al., "On Calibration of Modern Neural Networks", 2017), chosen by the binary
 * cross-entropy of whole lines.
 *
 * @param temperature the temperature
 * @param lines confidence in each line at that temperature, and whether it was read exactly
 */
record ConfidenceFit(float temperature, List<Sure> lines) {
    private static final int BATCH_SIZE = 32;

    /** Temperatures from 0.25, which a model that learned from softened targets may need, to 4, 3 % apart. */
    private static final int TEMPERATURES = 95;

    /** A line as it was read: how sure the model was, and whether it was right. */
    record Sure(float confidence, boolean right) {}

    /**
     * A line at every temperature.
     *
     * @param confidences [temperature]
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Read(boolean right, float[] confidences) {}

    /**
     * Fits the confidence of a model in a folder, and writes it there: reading.json.
     *
     * @param heldOut not empty
     * @param accuracy share of the readings that are not marked uncertain that is to be right; if empty, the minimum
     *     confidence of the model stays
     */
    static void write(Path folder, Examples heldOut, OptionalDouble accuracy) throws IOException {
        ModelDirectory model = ModelDirectory.load(folder);
        try {
            ConfidenceFit fit = of(model, heldOut);
            ReadingConfig own = model.reading();
            float minimum =
                    accuracy.isPresent() ? fit.minimumConfidence(accuracy.getAsDouble()) : own.minimumConfidence();
            new ReadingConfig(own.findRows(), fit.temperature(), minimum).write(folder);
        } finally {
            model.weights().close();
        }
    }

    /** Fits the confidence of a model. */
    static ConfidenceFit of(ModelDirectory model, Examples heldOut) {
        List<Read> lines = new ArrayList<>();
        try (TrOcr trOcr = new TrOcr(model)) {
            for (int from = 0; from < heldOut.size(); from += BATCH_SIZE) {
                int until = Math.min(from + BATCH_SIZE, heldOut.size());
                List<Examples.Example> some = IntStream.range(from, until)
                        .mapToObj(i -> heldOut.example(0, i))
                        .toList();
                lines.addAll(read(trOcr, model.processor(), some));
            }
        }
        int best = IntStream.range(0, TEMPERATURES)
                .boxed()
                .min(Comparator.comparingDouble(t -> crossEntropy(lines, t)))
                .orElseThrow();
        return new ConfidenceFit(
                (float) temperature(best),
                lines.stream()
                        .map(line -> new Sure(line.confidences()[best], line.right()))
                        .toList());
    }

    private static double crossEntropy(List<Read> lines, int temperature) {
        double sum = 0;
        for (Read line : lines) {
            double sure = Math.min(Math.max(line.confidences()[temperature], 1e-6), 1 - 1e-6);
            sum -= Math.log(line.right() ? sure : 1 - sure);
        }
        return sum;
    }

    private static double temperature(int step) {
        return 0.25 * Math.pow(16, (double) step / (TEMPERATURES - 1));
    }

    private static List<Read> read(TrOcr trOcr, TrOcrImageProcessor processor, List<Examples.Example> some) {
        TrOcrConfig config = trOcr.config();
        ImageSize size = config.encoder().imageSize();
        float[] pixels = processor.pixelValues(
                some.stream().map(Examples.Example::picture).toList());
        GenerationConfig most = GenerationConfig.greedy(
                config.decoder(),
                config.digitHead()
                        .map(DigitHead::length)
                        .orElse(config.decoder().maxPositionEmbeddings()));
        int[][] ids = trOcr.generate(pixels, some.size(), size, most).ids();
        float[][][] logits =
                trOcr.logits(pixels, some.size(), size, config.decoding().inputs(ids, config.decoder()));
        List<Read> lines = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            int[] read = Generation.untilEnd(ids[i], most.eosTokenId());
            lines.add(new Read(Arrays.equals(read, some.get(i).labels()), confidences(read, logits[i])));
        }
        return lines;
    }

    /** Returns the confidence in a line at each temperature. */
    private static float[] confidences(int[] read, float[][] logits) {
        float[] confidences = new float[TEMPERATURES];
        for (int t = 0; t < TEMPERATURES; t++) {
            float[] probabilities = new float[read.length];
            for (int i = 0; i < read.length; i++) {
                probabilities[i] = Generation.probability(logits[i], read[i], temperature(t));
            }
            confidences[t] = Generation.confidence(probabilities);
        }
        return confidences;
    }

    /**
     * Returns the least confidence above which this share of the lines is right; 1 if there is none.
     *
     * @param accuracy 0 to 1
     */
    float minimumConfidence(double accuracy) {
        List<Sure> descending = lines.stream()
                .sorted(Comparator.comparing(Sure::confidence).reversed())
                .toList();
        int right = 0;
        float minimum = 1;
        for (int i = 0; i < descending.size(); i++) {
            right += descending.get(i).right() ? 1 : 0;
            if (right >= accuracy * (i + 1)) {
                minimum = descending.get(i).confidence();
            }
        }
        return minimum;
    }
}
