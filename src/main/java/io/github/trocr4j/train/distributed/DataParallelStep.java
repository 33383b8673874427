package io.github.trocr4j.train.distributed;

import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.train.TrainableModel;
import io.github.trocr4j.train.TrainingStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Data-parallel training: workers compute the gradients of a step; their mean is applied here. */
final class DataParallelStep implements TrainingStep {
    private final TrainableModel model;
    private final Workers workers;
    private final Map<String, INDArray> gradients = new LinkedHashMap<>();

    DataParallelStep(TrainableModel model, Workers workers) {
        this.model = model;
        this.workers = workers;
        model.trained().forEach((key, array) -> gradients.put(key, Nd4j.zeros(array.dataType(), array.shape())));
    }

    @Override
    public List<Result> take(long stepsDone) {
        Workers.PartialSum sum = workers.gradients(
                stepsDone, FlatArrays.of(model.weights().arrays().values()));
        FlatArrays.write(sum.values(), gradients.values());
        int microBatches = model.config().accumulation();
        if (microBatches > 1) {
            gradients.values().forEach(gradient -> gradient.muli(1.0 / microBatches));
        }
        return List.of(model.update(stepsDone, new TrainingGraph.Result(sum.losses()[0], gradients)));
    }

    @Override
    public void close() {
        gradients.values().forEach(INDArray::close);
    }
}
