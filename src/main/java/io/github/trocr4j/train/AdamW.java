package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.FusedAdamW;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * AdamW (Loshchilov and Hutter 2019) to PyTorch's definition: decoupled decay, epsilon outside the corrected root. Changes
 * parameters in place. {@code org.nd4j.linalg.learning.config.AdamW} is not used because it decays every variable and
 * divides by an epsilon that it does not correct; the plain way is ND4J's {@code adam_updater}, the other one pass over
 * all parameters.
 */
public final class AdamW {
    private final Settings settings;
    private final List<String> keys;
    private final List<FusedAdamW.Slot> slots = new ArrayList<>();
    private final FusedAdamW fused;
    private long steps;

    /** The constants of the method. */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {}

    /**
     * Fresh moments.
     *
     * @param parameters what will be changed in place, by key
     * @param decays whether weight decay applies to a parameter; see {@link #onMatrices}
     * @param scale what the learning rate of a parameter is multiplied by
     */
    public AdamW(
            Map<String, INDArray> parameters,
            Settings settings,
            BiPredicate<String, INDArray> decays,
            ToDoubleFunction<String> scale,
            GraphEngine engine) {
        this.settings = settings;
        this.keys = List.copyOf(parameters.keySet());
        parameters.forEach((key, parameter) -> slots.add(new FusedAdamW.Slot(
                parameter,
                zerosLike(parameter),
                zerosLike(parameter),
                decays.test(key, parameter),
                scale.applyAsDouble(key))));
        this.fused = engine.requireHere() == GraphEngine.PLANNED
                ? new FusedAdamW(slots, NativeStart.begin().threads())
                : null;
    }

    /** Decay for matrices and kernels, none for biases, LayerNorm and the special tokens' vectors. */
    public static boolean onMatrices(String key, INDArray parameter) {
        long width = parameter.size(parameter.rank() - 1);
        return parameter.rank() >= 2 && parameter.length() > width;
    }

    private static INDArray zerosLike(INDArray parameter) {
        return Nd4j.zeros(parameter.dataType(), parameter.shape());
    }

    /** The first moments by key; the arrays themselves. */
    public Map<String, INDArray> firstMoments() {
        return moments(FusedAdamW.Slot::first);
    }

    /** The second moments by key; the arrays themselves. */
    public Map<String, INDArray> secondMoments() {
        return moments(FusedAdamW.Slot::second);
    }

    private Map<String, INDArray> moments(Function<FusedAdamW.Slot, INDArray> which) {
        Map<String, INDArray> moments = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            moments.put(keys.get(i), which.apply(slots.get(i)));
        }
        return moments;
    }

    /** Continues after so many steps; the caller has filled the moments. */
    public void continueAt(long stepsDone) {
        this.steps = stepsDone;
    }

    /** L2 norm over all gradients. */
    public double norm(Map<String, INDArray> gradients) {
        List<INDArray> ordered = keys.stream().map(gradients::get).toList();
        return fused == null ? Gradients.norm(ordered) : fused.norm(ordered);
    }

    /**
     * One step with this learning rate; the gradients are used up.
     *
     * @param scale the gradients are multiplied by this first
     */
    public void step(Map<String, INDArray> gradients, double learningRate, double scale) {
        steps++;
        if (fused != null) {
            fused.step(
                    keys.stream().map(gradients::get).toList(),
                    new FusedAdamW.Step(
                            steps,
                            learningRate,
                            settings.beta1(),
                            settings.beta2(),
                            settings.epsilon(),
                            settings.weightDecay(),
                            scale));
            return;
        }
        for (int i = 0; i < slots.size(); i++) {
            INDArray gradient = gradients.get(keys.get(i));
            if (scale != 1) {
                gradient.muli(scale);
            }
            FusedAdamW.Slot slot = slots.get(i);
            plainStep(slot, gradient, learningRate * slot.rateScale());
        }
    }

    private void plainStep(FusedAdamW.Slot slot, INDArray gradient, double learningRate) {
        double correction = Math.sqrt(1 - Math.pow(settings.beta2(), (double) steps));
        if (slot.decays()) {
            slot.value().muli(1 - learningRate * settings.weightDecay());
        }
        // adam_updater adds epsilon to the uncorrected root; scaled like this it is PyTorch's.
        Nd4j.exec(new AdamUpdater(
                gradient,
                slot.second(),
                slot.first(),
                learningRate,
                settings.beta1(),
                settings.beta2(),
                settings.epsilon() * correction,
                Math.toIntExact(steps - 1)));
        slot.value().subi(gradient);
    }
}
