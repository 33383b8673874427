package io.github.trocr4j.train;

import java.util.Collection;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operations on gradients between the backward pass and the optimiser, in place. */
public final class Gradients {
    private Gradients() {}

    /** Returns the L2 norm of all gradients together. */
    static double norm(Collection<INDArray> gradients) {
        double sum = 0;
        for (INDArray gradient : gradients) {
            double norm = gradient.norm2Number().doubleValue();
            sum += norm * norm;
        }
        return Math.sqrt(sum);
    }

    /** Returns the factor that reduces gradients of a given norm to at most {@code most} (Pascanu et al. 2013). */
    public static double clipFactor(double norm, double most) {
        return norm > most ? most / norm : 1;
    }

    /** Multiplies all gradients by a factor. */
    static void scale(Map<String, INDArray> gradients, double factor) {
        gradients.values().forEach(gradient -> gradient.muli(factor));
    }

    /**
     * Adds {@code more} to {@code sum}, key by key, in the arrays of {@code sum}. If {@code first}, copies
     * {@code more}.
     */
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
