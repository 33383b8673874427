package io.github.trocr4j.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The passes of each step, computed by workers. */
final class WorkerGradients implements GradientSource {
    private final Learner learner;
    private final Workers workers;
    private final Map<String, INDArray> gradients = new LinkedHashMap<>();

    WorkerGradients(Learner learner, Workers workers) {
        this.learner = learner;
        this.workers = workers;
        learner.trained().forEach((key, array) -> gradients.put(key, Nd4j.zeros(array.dataType(), array.shape())));
    }

    @Override
    public Mean gradients(long step) {
        PartialSum sum =
                workers.gradients(step, FlatArrays.of(learner.weights().arrays().values()));
        FlatArrays.write(sum.values(), gradients.values());
        int passes = learner.config().accumulation();
        if (passes > 1) {
            Gradients.scale(gradients, 1.0 / passes);
        }
        return new Mean(sum.losses()[0], gradients);
    }

    @Override
    public void close() {
        gradients.values().forEach(INDArray::close);
    }
}
