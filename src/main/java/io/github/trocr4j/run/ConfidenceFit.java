package io.github.trocr4j.run;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.TrOcr;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.train.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

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

    /** Temperatures from 0.5 to 4, 3 % apart. */
    private static final int TEMPERATURES = 71;

    /** A line as it was read: how sure the model was, and whether it was right. */
    record Sure(float confidence, boolean right) {}

    /** Fits the confidence of a model that decodes autoregressively. */
    static ConfidenceFit of(ModelDirectory model, Examples heldOut) {
        List<Boolean> right = new ArrayList<>();
        List<double[]> confidences = new ArrayList<>(); // [line][temperature]
        try (TrOcr trOcr = new TrOcr(model)) {
            for (int from = 0; from < heldOut.size(); from += BATCH_SIZE) {
                List<Examples.Example> some = new ArrayList<>();
                for (int i = from; i < Math.min(from + BATCH_SIZE, heldOut.size()); i++) {
                    some.add(heldOut.example(0, i));
                }
                read(trOcr, model.processor(), some, right, confidences);
            }
        }
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int t = 0; t < TEMPERATURES; t++) {
            double loss = 0;
            for (int i = 0; i < right.size(); i++) {
                double sure = Math.min(Math.max(confidences.get(i)[t], 1e-6), 1 - 1e-6);
                loss -= Math.log(right.get(i) ? sure : 1 - sure);
            }
            if (loss < least) {
                least = loss;
                best = t;
            }
        }
        List<Sure> lines = new ArrayList<>();
        for (int i = 0; i < right.size(); i++) {
            lines.add(new Sure((float) confidences.get(i)[best], right.get(i)));
        }
        return new ConfidenceFit((float) temperature(best), lines);
    }

    private static double temperature(int step) {
        return 0.5 * Math.pow(8, (double) step / (TEMPERATURES - 1));
    }

    private static void read(
            TrOcr trOcr,
            TrOcrImageProcessor processor,
            List<Examples.Example> some,
            List<Boolean> right,
            List<double[]> confidences) {
        TrOcrConfig config = trOcr.config();
        ImageSize size = config.encoder().imageSize();
        List<Picture> pictures = some.stream().map(Examples.Example::picture).toList();
        int eos = config.decoder().eosTokenId().orElse(-1);
        float[] pixels = processor.pixelValues(pictures);
        GenerationConfig most = GenerationConfig.upTo(config.decoder().maxPositionEmbeddings());
        int[][] ids = trOcr.generate(pixels, some.size(), size, most).ids();
        float[][][] logits = trOcr.logits(pixels, some.size(), size, TrainingBatch.shiftRight(ids, config.decoder()));
        for (int i = 0; i < ids.length; i++) {
            int length = 1;
            while (length < ids[i].length && ids[i][length - 1] != eos) {
                length++;
            }
            int[] read = Arrays.copyOf(ids[i], length);
            right.add(Arrays.equals(read, some.get(i).labels()));
            confidences.add(confidences(read, logits[i]));
        }
    }

    /** Returns the confidence in a line at each temperature. */
    private static double[] confidences(int[] read, float[][] logits) {
        double[] confidences = new double[TEMPERATURES];
        for (int t = 0; t < TEMPERATURES; t++) {
            double temperature = temperature(t);
            double product = 1;
            for (int i = 0; i < read.length; i++) {
                double sum = 0;
                for (float logit : logits[i]) {
                    sum += Math.exp(((double) logit - logits[i][read[i]]) / temperature);
                }
                product /= sum;
            }
            confidences[t] = product;
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
