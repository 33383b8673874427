package io.github.trocr4j.train;

import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes the micro-batches of optimiser steps: a forward and a backward pass of each, with gradients accumulated over
 * a step. The next batch is prepared while the current one is computed.
 *
 * <p>Micro-batch i of step n, with a micro-batches per step, uses batch n*a + i of the endless sequence of strips, and
 * its own dropout masks. So it is a function of the weights, the recipe, the digits, n and i, and any process can
 * compute it.
 */
public final class MicroBatches implements AutoCloseable {
    private final TrainingConfig config;
    private final IntFunction<TrainingGraph> graphs;
    private final int first;
    private final int count;
    private final Prefetch prefetch;
    private final Map<String, INDArray> sums = new LinkedHashMap<>();

    /** A batch, as far as it can be prepared while another one is computed. */
    interface Prepared extends AutoCloseable {
        /** Prepares the rest. The caller closes the input. */
        TrainingBatch batch();

        /** Frees the memory of a batch that is not needed any more. */
        @Override
        void close();

        /** Returns a batch with nothing left to prepare. */
        static Prepared of(TrainingBatch batch) {
            return new Prepared() {
                @Override
                public TrainingBatch batch() {
                    return batch;
                }

                @Override
                public void close() {
                    batch.input().close();
                }
            };
        }
    }

    /**
     * Creates an instance. See {@link TrainableModel#microBatches}.
     *
     * @param graphs the graph for batches with this many labels in a row
     * @param source prepares the batch of this number in the endless sequence of all epochs
     */
    MicroBatches(
            TrainingConfig config,
            IntFunction<TrainingGraph> graphs,
            LongFunction<Prepared> source,
            int first,
            int count,
            long firstStep,
            long endStep) {
        this.config = config;
        this.graphs = graphs;
        this.first = first;
        this.count = count;
        this.prefetch = new Prefetch(
                position -> source.apply(position / count * config.accumulation() + first + position % count),
                firstStep * count,
                endStep * count);
    }

    /**
     * Runs the forward and backward passes of these micro-batches of a step, and returns the mean loss and the mean
     * gradients. The next call overwrites the arrays.
     *
     * @param step from 0; must be the next step
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
     * Runs the same passes, and returns the contribution of these micro-batches to a step that several processes share:
     * the sum of the gradients, and the sum of the losses divided by the number of all micro-batches of the step. The
     * next call overwrites the arrays.
     *
     * @param step from 0; must be the next step
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
        TrainingBatch batch = prefetch.take().batch();
        SplittableRandom dropout =
                new SplittableRandom((config.seed() * 31 + step) * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L);
        TrainingGraph.Result result = graphs.apply(batch.labels()[0].length).gradients(batch, dropout);
        batch.input().close();
        return result;
    }

    @Override
    public void close() {
        prefetch.close();
        sums.values().forEach(INDArray::close);
    }

    /** Prepares the next batch in another thread while the current one is in use. Does not change the batches. */
    private static final class Prefetch implements AutoCloseable {
        private final LongFunction<Prepared> source;
        private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "trocr4j-batches");
            thread.setDaemon(true);
            return thread;
        });
        private final long end;
        private CompletableFuture<Prepared> next;
        private long number;

        /** Creates an instance for batches {@code first} to {@code end} - 1. */
        Prefetch(LongFunction<Prepared> source, long first, long end) {
            this.source = source;
            this.number = first;
            this.end = end;
            this.next = start();
        }

        private CompletableFuture<Prepared> start() {
            long which = number;
            return which < end ? CompletableFuture.supplyAsync(() -> source.apply(which), executor) : null;
        }

        /** Returns the next batch. */
        Prepared take() {
            Prepared batch = next.join();
            number++;
            next = start();
            return batch;
        }

        @Override
        public void close() {
            try {
                if (next != null) {
                    next.join().close();
                }
            } catch (CompletionException e) {
                // the batch is not needed, so its failure does not matter
            }
            executor.shutdown();
        }
    }
}
