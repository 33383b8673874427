package io.github.trocr4j.train;

import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.TrainingGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes one share of the passes of each step, and makes the batches of the next one meanwhile. */
final class Passes implements AutoCloseable {
    private final TrainingConfig config;
    private final PassShare share;
    private final TrainingGraph graph;
    private final Prefetch prefetch;
    private final Map<String, INDArray> sums = new LinkedHashMap<>();

    /**
     * Passes of the steps from {@code firstStep} to {@code endStep} - 1, to be asked for one after the other.
     *
     * @param graph whose weights are those of each step
     */
    Passes(
            TrainingConfig config,
            PassShare share,
            TrainingGraph graph,
            StripBatches batches,
            SequenceDataset dataset,
            long firstStep,
            long endStep) {
        this.config = config;
        this.share = share;
        this.graph = graph;
        this.prefetch = new Prefetch(
                position -> batches.batch(dataset, share.batch(position), config.batchSize()),
                firstStep * share.count(),
                endStep * share.count());
    }

    /** Mean loss and mean gradients of the share. The next call changes the arrays. */
    GradientSource.Mean mean(long step) {
        if (share.count() == 1) {
            TrainingGraph.Result result = pass(step, 0);
            return new GradientSource.Mean(result.loss(), result.gradients());
        }
        GradientSource.Mean sum = sum(step, share.count());
        Gradients.scale(sum.gradients(), 1.0 / share.count());
        return sum;
    }

    /**
     * The sum of the gradients over the share, in arrays of its own that the next call changes, and the sum of the losses
     * divided by {@code parts}.
     */
    GradientSource.Mean sum(long step, int parts) {
        double loss = 0;
        for (int i = 0; i < share.count(); i++) {
            TrainingGraph.Result result = pass(step, i);
            loss += result.loss() / parts;
            Gradients.sum(sums, result.gradients(), i == 0);
        }
        return new GradientSource.Mean(loss, sums);
    }

    private TrainingGraph.Result pass(long step, int position) {
        TrainingBatch batch = prefetch.take();
        int number = share.first() + position;
        SplittableRandom dropout =
                new SplittableRandom((config.seed() * 31 + step) * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L);
        TrainingGraph.Result result = graph.gradients(batch, dropout);
        batch.patches().close();
        return result;
    }

    @Override
    public void close() {
        prefetch.close();
        sums.values().forEach(INDArray::close);
    }
}
