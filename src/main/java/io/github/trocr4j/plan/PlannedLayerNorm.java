package io.github.trocr4j.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Layer normalisation (Ba et al. 2016) as ND4J's {@code layer_norm} with an epsilon, which the built-in operation does
 * not have. The graph stores it as an extra argument, which plans read and ND4J ignores.
 */
public final class PlannedLayerNorm {
    private static final String OPERATION = "layer_norm";

    /** By the names of x and gain, which are inputs of {@code layer_norm_bp}, too. */
    private final Map<List<String>, Double> epsilons = new HashMap<>();

    /** Collects the epsilons of a graph or of its gradient function. */
    PlannedLayerNorm(SameDiff sd) {
        for (SameDiffOp op : sd.getOps().values()) {
            if (op.getOp().opName().equals(OPERATION)) {
                double[] arguments = ((DynamicCustomOp) op.getOp()).tArgs();
                if (arguments.length != 1) {
                    throw new IllegalArgumentException("The operation " + op.getName()
                            + " is a layer_norm without an epsilon; use PlannedLayerNorm.layerNorm.");
                }
                epsilons.put(key(op.getInputsToOp()), arguments[0]);
            }
        }
    }

    /**
     * Adds a layer normalisation to the graph of {@code x}.
     *
     * @param x [N, d]
     * @param gain [d]
     * @param bias [d]
     * @param epsilon added to the variance
     * @return [N, d]
     */
    public static SDVariable layerNorm(SDVariable x, SDVariable gain, SDVariable bias, double epsilon) {
        SameDiff sd = x.getSameDiff();
        SDVariable out = sd.nn().layerNorm(x, gain, bias, true, 1);
        ((DynamicCustomOp) sd.getVariableOutputOp(out.name())).addTArgument(epsilon);
        return out;
    }

    /** Returns the epsilon of the {@code layer_norm} or {@code layer_norm_bp} with these inputs. */
    double epsilon(List<String> inputNames) {
        Double epsilon = epsilons.get(key(inputNames));
        if (epsilon == null) {
            throw new IllegalArgumentException("No layer_norm has the inputs " + inputNames + ".");
        }
        return epsilon;
    }

    private static List<String> key(List<String> inputNames) {
        return List.copyOf(inputNames.subList(0, 2));
    }
}
