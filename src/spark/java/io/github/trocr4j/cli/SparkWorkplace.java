package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.spark.train.SparkGradients;
import io.github.trocr4j.train.BatchPlan;
import io.github.trocr4j.train.GradientSource;
import io.github.trocr4j.train.RunIdentity;
import io.github.trocr4j.train.StepGradients;
import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Gradients are computed by Spark's executors, all else by the driver. */
final class SparkWorkplace implements Workplace {
    private final SparkSession spark;
    private final int workers;

    SparkWorkplace(SparkSession spark, int workers) {
        this.spark = spark;
        this.workers = workers;
    }

    @Override
    public BatchPlan plan(TrOcrConfig model, int stripsPerStep) throws IOException {
        if (stripsPerStep % workers != 0) {
            throw new IOException("--batch-size: expected a multiple of the " + workers + " workers (--workers), found "
                    + stripsPerStep + ".");
        }
        BatchPlan each = BatchPlan.fitting(model, stripsPerStep / workers, NativeMemory.usable());
        return new BatchPlan(each.batchSize(), each.accumulation() * workers);
    }

    @Override
    public int threads() {
        return SparkSessions.isLocal(spark)
                ? NativeStart.begin().threads()
                : SparkSessions.threads(spark.sparkContext().conf());
    }

    @Override
    public String description() {
        return workers + " workers of Spark at " + spark.sparkContext().master();
    }

    @Override
    public GradientSource gradients(RunIdentity identity, ModelDirectory model, DigitSet train) throws IOException {
        GradientSource source = new SparkGradients(
                new JavaSparkContext(spark.sparkContext()), identity, model, train, workers);
        return SparkSessions.isLocal(spark) ? quietAtFirst(source) : source;
    }

    /** Where workers live in this process, they write to its standard output while they build their graphs. */
    private static GradientSource quietAtFirst(GradientSource source) {
        return new GradientSource() {
            private boolean built;

            @Override
            public StepGradients at(long step) throws IOException {
                if (built) {
                    return source.at(step);
                }
                built = true;
                return SilentOutput.during(() -> source.at(step));
            }

            @Override
            public int stripsPerEpoch() {
                return source.stripsPerEpoch();
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }
}
