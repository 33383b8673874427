package io.github.trocr4j.spark.train;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** A task: the share of one worker, whose number is that of the partition. */
final class ComputeShare extends AbstractFunction1<Iterator<Integer>, Iterator<Share>> implements Serializable {
    private static final long serialVersionUID = 1;

    private final Broadcast<TrainingSetup> setup;
    private final Broadcast<float[][]> values;
    private final long step;

    ComputeShare(Broadcast<TrainingSetup> setup, Broadcast<float[][]> values, long step) {
        this.setup = setup;
        this.values = values;
        this.step = step;
    }

    @Override
    public Iterator<Share> apply(Iterator<Integer> numbers) {
        int number = BarrierTaskContext.get().partitionId();
        Share share = Worker.of(setup.value(), number).share(number, step, values.value());
        return CollectionConverters.asScala(List.of(share).iterator());
    }
}
