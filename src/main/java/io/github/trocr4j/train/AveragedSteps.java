package io.github.trocr4j.train;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Steps that workers take on their own, weights and moments averaged behind some of them (local SGD, Stich 2019). The rounds
 * end at multiples of their length, wherever the run begins again.
 */
record AveragedSteps(Learner learner, AdamW optimiser, Workers workers) implements Steps {
    @Override
    public List<Taken> take(long step) {
        int every = workers.averageEvery();
        long end = Math.min(learner.config().steps(), (step / every + 1) * every);
        int count = Math.toIntExact(end - step);
        List<INDArray> arrays = arrays(learner, optimiser);
        PartialSum sum = workers.state(step, count, FlatArrays.of(arrays));
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(new Taken(sum.losses()[i] / workers.count(), sum.norms()[i] / workers.count())
                    .orDiverged(step + i));
        }
        float[] mean = sum.values();
        float share = 1f / workers.count();
        for (int i = 0; i < mean.length; i++) {
            mean[i] *= share;
        }
        FlatArrays.write(mean, arrays);
        optimiser.continueAt(end);
        return taken;
    }

    /** What is averaged, in the order in which it travels; the arrays themselves. */
    static List<INDArray> arrays(Learner learner, AdamW optimiser) {
        List<INDArray> arrays = new ArrayList<>(learner.weights().arrays().values());
        arrays.addAll(optimiser.firstMoments().values());
        arrays.addAll(optimiser.secondMoments().values());
        return arrays;
    }

    @Override
    public void close() {
        // the workers are the caller's
    }
}
