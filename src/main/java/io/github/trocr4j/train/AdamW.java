package io.github.trocr4j.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * AdamW (Loshchilov and Hutter 2019) to PyTorch's definition: decoupled decay, epsilon outside the corrected root. Changes
 * parameters in place. The moments are ND4J's {@code adam_updater}; {@code org.nd4j.linalg.learning.config.AdamW} is not
 * used because it decays every variable and divides by an epsilon that it does not correct.
 */
public final class AdamW {
    private final Settings settings;
    private final Map<String, State> states = new LinkedHashMap<>();
    private int steps;

    /** The constants of the method. */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {}

    /** First and second moment of one parameter. */
    private record State(INDArray parameter, INDArray first, INDArray second, boolean decays) {}

    /**
     * Fresh moments.
     *
     * @param parameters what will be changed in place, by key
     * @param decays whether weight decay applies to a parameter; see {@link #onMatrices}
     */
    public AdamW(Map<String, INDArray> parameters, Settings settings, BiPredicate<String, INDArray> decays) {
        this.settings = settings;
        parameters.forEach((key, parameter) -> states.put(
                key, new State(parameter, zerosLike(parameter), zerosLike(parameter), decays.test(key, parameter))));
    }

    /** Decay for matrices and kernels, none for biases, LayerNorm and the special tokens' vectors. */
    public static boolean onMatrices(String key, INDArray parameter) {
        long width = parameter.size(parameter.rank() - 1);
        return parameter.rank() >= 2 && parameter.length() > width;
    }

    private static INDArray zerosLike(INDArray parameter) {
        return Nd4j.zeros(parameter.dataType(), parameter.shape());
    }

    /** One step with this learning rate; the gradients are used up. */
    public void step(Map<String, INDArray> gradients, double learningRate) {
        double correction = Math.sqrt(1 - Math.pow(settings.beta2(), steps + 1));
        gradients.forEach((key, gradient) -> {
            State state = states.get(key);
            if (state.decays()) {
                state.parameter().muli(1 - learningRate * settings.weightDecay());
            }
            // adam_updater adds epsilon to the uncorrected root; scaled like this it is PyTorch's.
            Nd4j.exec(new AdamUpdater(
                    gradient,
                    state.second(),
                    state.first(),
                    learningRate,
                    settings.beta1(),
                    settings.beta2(),
                    settings.epsilon() * correction,
                    steps));
            state.parameter().subi(gradient);
        });
        steps++;
    }
}
