package io.github.trocr4j.train;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is done to gradients between the backward pass and the optimiser, in place. */
final class Gradients {
    private Gradients() {}

    /** L2 norm over all of them. */
    static double norm(Map<String, INDArray> gradients) {
        double sum = 0;
        for (INDArray gradient : gradients.values()) {
            double norm = gradient.norm2Number().doubleValue();
            sum += norm * norm;
        }
        return Math.sqrt(sum);
    }

    /** Scales them so that their norm is at most {@code most} (Pascanu et al. 2013); returns the norm before. */
    static double clip(Map<String, INDArray> gradients, double most) {
        double norm = norm(gradients);
        if (norm > most) {
            scale(gradients, most / norm);
        }
        return norm;
    }

    /** Multiplies all of them. */
    static void scale(Map<String, INDArray> gradients, double factor) {
        gradients.values().forEach(gradient -> gradient.muli(factor));
    }

    /** {@code sum} plus {@code more}, key by key, in {@code sum}'s arrays; {@code more} alone where it is the first. */
    static Map<String, INDArray> sum(Map<String, INDArray> sum, Map<String, INDArray> more, boolean first) {
        more.forEach((key, gradient) -> {
            if (!sum.containsKey(key)) {
                sum.put(key, gradient.dup('c'));
            } else if (first) {
                sum.get(key).assign(gradient);
            } else {
                sum.get(key).addi(gradient);
            }
        });
        return sum;
    }
}
