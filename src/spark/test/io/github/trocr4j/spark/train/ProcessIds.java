package io.github.trocr4j.spark.train;

import java.io.Serializable;
import java.util.List;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** Returns the process id of each task of a barrier stage. */
final class ProcessIds extends AbstractFunction1<Iterator<Integer>, Iterator<Long>> implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Long> apply(Iterator<Integer> numbers) {
        return CollectionConverters.asScala(
                List.of(ProcessHandle.current().pid()).iterator());
    }
}
