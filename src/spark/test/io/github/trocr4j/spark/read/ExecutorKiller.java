package io.github.trocr4j.spark.read;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** Kills an executor process with SIGKILL as soon as tasks have read a number of pictures. */
final class ExecutorKiller extends SparkListener {
    private final long pid;
    private final long pictures;
    private final AtomicLong read = new AtomicLong();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger lost = new AtomicInteger();

    ExecutorKiller(long pid, long pictures) {
        this.pid = pid;
        this.pictures = pictures;
    }

    int executorsLost() {
        return lost.get();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        for (AccumulableInfo counter :
                CollectionConverters.asJava(end.taskInfo().accumulables())) {
            if (counter.name().get().equals("trocr4j: pictures")
                    && counter.update().isDefined()) {
                read.addAndGet(((Number) counter.update().get()).longValue());
            }
        }
        if (read.get() >= pictures && !done.getAndSet(true)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        lost.incrementAndGet();
    }
}
