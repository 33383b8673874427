package io.github.trocr4j.spark.train;

import io.github.trocr4j.natives.ProcessMemory;
import io.github.trocr4j.train.PartialSum;
import io.github.trocr4j.train.PassShare;
import io.github.trocr4j.train.PassWorker;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** The work of one task of a barrier stage: the number of a worker comes in, what that worker computes goes out. */
final class ShareTask extends AbstractFunction1<Iterator<Integer>, Iterator<WorkerPart>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<TrainingSetup> setup;
    private final Broadcast<float[]> values;
    private final long step;
    private final int alone;
    private final int workers;
    private final int passes;

    /**
     * Part of a step, or of a round of steps.
     *
     * @param values weights; for a round weights and moments
     * @param alone steps that each worker takes on its own; 0 for the gradients of one step
     * @param passes of each step, over all workers
     */
    ShareTask(
            Broadcast<TrainingSetup> setup,
            Broadcast<float[]> values,
            long step,
            int alone,
            int workers,
            int passes) {
        this.setup = setup;
        this.values = values;
        this.step = step;
        this.alone = alone;
        this.workers = workers;
        this.passes = passes;
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
        PassShare share = PassShare.of(number, workers, passes);
        PassWorker worker = here.take();
        PartialSum sum =
                alone == 0 ? worker.gradients(step, share, sent) : worker.state(step, alone, share, sent);
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
