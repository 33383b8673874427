package io.github.trocr4j.train;

import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.TrainingGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The micro-batches of optimiser steps: forward and backward pass of each, gradients accumulated over a step. The next batch
 * is made while this one is computed.
 *
 * <p>Micro-batch i of step n, of a micro-batches a step, takes batch n*a + i of the walk over the strips, and dropout masks
 * of its own. So it is a function of the weights, the recipe, the digits, n and i, and can be computed in any process.
 */
public final class MicroBatches implements AutoCloseable {
    private final TrainingConfig config;
    private final TrainingGraph graph;
    private final int first;
    private final int count;
    private final Prefetch prefetch;
    private final Map<String, INDArray> sums = new LinkedHashMap<>();

    /** See {@link TrainableModel#microBatches}. */
    MicroBatches(
            TrainingConfig config,
            TrainingGraph graph,
            StripBatches batches,
            SequenceDataset dataset,
            int first,
            int count,
            long firstStep,
            long endStep) {
        this.config = config;
        this.graph = graph;
        this.first = first;
        this.count = count;
        this.prefetch = new Prefetch(
                position -> batches.batch(
                        dataset,
                        position / count * config.accumulation() + first + position % count,
                        config.batchSize()),
                firstStep * count,
                endStep * count);
    }

    /**
     * Mean loss and mean gradients over these micro-batches of a step; the next call changes the arrays.
     *
     * @param step from 0; steps are asked for one after the other
     */
    public TrainingGraph.Result mean(long step) {
        if (count == 1) {
            return forwardBackward(step, first);
        }
        TrainingGraph.Result sum = accumulate(step, count);
        Gradients.scale(sum.gradients(), 1.0 / count);
        return sum;
    }

    /**
     * What these micro-batches add to a step that other processes have a part in: the sum of the gradients, and the sum of
     * the losses divided by all micro-batches of the step. The next call changes the arrays.
     *
     * @param step from 0; steps are asked for one after the other
     */
    public TrainingGraph.Result partialSum(long step) {
        return accumulate(step, config.accumulation());
    }

    private TrainingGraph.Result accumulate(long step, int parts) {
        double loss = 0;
        for (int i = 0; i < count; i++) {
            TrainingGraph.Result result = forwardBackward(step, first + i);
            loss += result.loss() / parts;
            Gradients.sum(sums, result.gradients(), i == 0);
        }
        return new TrainingGraph.Result(loss, sums);
    }

    private TrainingGraph.Result forwardBackward(long step, int number) {
        TrainingBatch batch = prefetch.take();
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

    /** Makes the next batch in a thread of its own while this one is in use; the batches are the same as without it. */
    private static final class Prefetch implements AutoCloseable {
        private final LongFunction<TrainingBatch> source;
        private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "trocr4j-batches");
            thread.setDaemon(true);
            return thread;
        });
        private final long end;
        private CompletableFuture<TrainingBatch> next;
        private long number;

        /** For batches {@code first} to {@code end} - 1. */
        Prefetch(LongFunction<TrainingBatch> source, long first, long end) {
            this.source = source;
            this.number = first;
            this.end = end;
            this.next = start();
        }

        private CompletableFuture<TrainingBatch> start() {
            long which = number;
            return which < end ? CompletableFuture.supplyAsync(() -> source.apply(which), executor) : null;
        }

        /** The next batch; the caller closes its patches. */
        TrainingBatch take() {
            TrainingBatch batch = next.join();
            number++;
            next = start();
            return batch;
        }

        @Override
        public void close() {
            try {
                if (next != null) {
                    next.join().patches().close();
                }
            } catch (CompletionException e) {
                // a batch that could not be made, and that nobody needs
            }
            executor.shutdown();
        }
    }
}
