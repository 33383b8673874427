package io.github.trocr4j.spark.train;

import io.github.trocr4j.natives.ProcessMemory;
import io.github.trocr4j.train.distributed.TrainingWorker;
import io.github.trocr4j.train.distributed.Workers;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** One task of a barrier stage: maps the number of a worker to its result. */
final class WorkerTask extends AbstractFunction1<Iterator<Integer>, Iterator<WorkerPart>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<TrainingSetup> setup;
    private final Broadcast<float[]> values;
    private final long step;
    private final int alone;
    private final int workers;
    private final int microBatches;

    /**
     * Creates a task of a step, or of a round of steps.
     *
     * @param values the weights; for a round, weights and moments
     * @param alone the steps that each worker takes on its own; 0 for the gradients of one step
     * @param microBatches the number of micro-batches of a step, over all workers
     */
    WorkerTask(
            Broadcast<TrainingSetup> setup,
            Broadcast<float[]> values,
            long step,
            int alone,
            int workers,
            int microBatches) {
        this.setup = setup;
        this.values = values;
        this.step = step;
        this.alone = alone;
        this.workers = workers;
        this.microBatches = microBatches;
    }

    @Override
    public Iterator<WorkerPart> apply(Iterator<Integer> numbers) {
        try {
            return CollectionConverters.asScala(List.of(part(numbers.next())).iterator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WorkerPart part(int number) throws IOException {
        long start = System.nanoTime();
        float[] sent = values.value();
        ExecutorWorkers here = ExecutorWorkers.of(setup.value());
        long fetched = System.nanoTime();
        TrainingWorker.Shard shard = TrainingWorker.Shard.of(number, workers, microBatches);
        TrainingWorker worker = here.take();
        Workers.PartialSum sum =
                alone == 0 ? worker.gradients(step, shard, sent) : worker.state(step, alone, shard, sent);
        here.giveBack(worker);
        long done = System.nanoTime();
        return new WorkerPart(
                number,
                sum,
                fetched - start,
                done - fetched,
                done - start,
                ProcessMemory.now().resident().orElse(0));
    }
}
