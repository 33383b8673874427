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
 * AdamW (Loshchilov and Hutter 2019) as PyTorch defines it: decoupled weight decay, epsilon outside the bias-corrected
 * root. Updates parameters in place. {@code org.nd4j.linalg.learning.config.AdamW} is not used because it decays every
 * variable and divides by an uncorrected epsilon. The plain engine uses ND4J's {@code adam_updater}, the planned one a
 * single pass over all parameters.
 */
public final class AdamW {
    private final Settings settings;
    private final List<String> keys;
    private final List<FusedAdamW.Slot> slots = new ArrayList<>();
    private final FusedAdamW fused;
    private long steps;

    /** The hyperparameters. */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {}

    /**
     * Creates an optimiser with zero moments.
     *
     * @param parameters the parameters, by key; updated in place
     * @param decays whether weight decay applies to a parameter; see {@link #onMatrices}
     * @param scale factor for the learning rate of a parameter
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
        this.fused = engine.requireSupported() == GraphEngine.PLANNED
                ? new FusedAdamW(slots, NativeStart.apply().threads())
                : null;
    }

    /**
     * Returns whether a parameter is decayed: matrices and kernels are, biases, LayerNorm and the special tokens'
     * vectors are not.
     */
    public static boolean onMatrices(String key, INDArray parameter) {
        long width = parameter.size(parameter.rank() - 1);
        return parameter.rank() >= 2 && parameter.length() > width;
    }

    private static INDArray zerosLike(INDArray parameter) {
        return Nd4j.zeros(parameter.dataType(), parameter.shape());
    }

    /** Returns the first moments by key, without a copy. */
    public Map<String, INDArray> firstMoments() {
        return moments(FusedAdamW.Slot::first);
    }

    /** Returns the second moments by key, without a copy. */
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

    /** Continues after a number of steps. The caller has filled the moments. */
    public void continueAt(long stepsDone) {
        this.steps = stepsDone;
    }

    /** Returns the L2 norm of all gradients together. */
    public double norm(Map<String, INDArray> gradients) {
        List<INDArray> ordered = keys.stream().map(gradients::get).toList();
        return fused == null ? Gradients.norm(ordered) : fused.norm(ordered);
    }

    /**
     * Performs one step.
     *
     * @param gradients by key; overwritten
     * @param learningRate learning rate before the scale of each parameter
     * @param scale factor for the gradients
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
        // adam_updater adds epsilon to the uncorrected root; this scaling makes it PyTorch's formula.
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
