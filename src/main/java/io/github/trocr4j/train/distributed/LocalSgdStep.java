package io.github.trocr4j.train.distributed;

import io.github.trocr4j.train.TrainableModel;
import io.github.trocr4j.train.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Local SGD (Stich 2019): each worker takes several steps on its own, then weights and moments are averaged. Rounds end
 * at multiples of their length, even after a run was resumed in between.
 */
record LocalSgdStep(TrainableModel model, Workers workers) implements TrainingStep {
    @Override
    public List<Result> take(long stepsDone) {
        int every = workers.averageEvery();
        long end = Math.min(model.config().steps(), (stepsDone / every + 1) * every);
        int count = Math.toIntExact(end - stepsDone);
        List<INDArray> state = state(model);
        Workers.PartialSum sum = workers.state(stepsDone, count, FlatArrays.of(state));
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(new Result(sum.losses()[i] / workers.count(), sum.norms()[i] / workers.count())
                    .requireFinite(stepsDone + i));
        }
        float[] mean = sum.values();
        float share = 1f / workers.count();
        for (int i = 0; i < mean.length; i++) {
            mean[i] *= share;
        }
        FlatArrays.write(mean, state);
        model.optimiser().continueAt(end);
        return results;
    }

    /** Returns weights and the state of the optimiser in the order in which they are sent, without copies. */
    static List<INDArray> state(TrainableModel model) {
        List<INDArray> arrays = new ArrayList<>(model.weights().arrays().values());
        arrays.addAll(model.optimiser().state().values());
        return arrays;
    }
}
