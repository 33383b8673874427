package io.github.trocr4j.graph;

import io.github.trocr4j.engine.GraphEngine;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A scope in the tree of parameters, for building one graph. {@code p.in("attention").in("output").get("weight")} is
 * the variable whose name is the checkpoint key, so the same code builds graphs over loaded and over initial weights.
 */
record Parameters(SameDiff sd, Weights weights, GraphEngine engine, String prefix) {
    /**
     * Creates a graph that refers to its weights. SameDiff's default holder of arrays keeps a copy of each for other
     * devices, which would double the memory of a model.
     */
    static SameDiff newGraph() {
        SameDiff sd = SameDiff.create();
        sd.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), true);
        return sd;
    }

    static Parameters root(SameDiff sd, Weights weights, GraphEngine engine) {
        if (engine == GraphEngine.PLANNED && weights.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    "Plans compute FLOAT only; " + weights.dataType() + " weights need GraphEngine.PLAIN.");
        }
        return new Parameters(sd, weights, engine, "");
    }

    /** Returns a child scope. */
    Parameters in(String name) {
        return new Parameters(sd, weights, engine, prefix + name + ".");
    }

    /** Returns the scope of a numbered layer. */
    Parameters in(int index) {
        return in(Integer.toString(index));
    }

    /**
     * Adds an input of the weights' type to the graph.
     *
     * @param shape -1 for a dimension of any size
     */
    SDVariable placeholder(String name, long... shape) {
        return sd.placeHolder(name, weights.dataType(), shape);
    }

    /** Renames the output of a module to the name of the module. See {@link TrainingGraph#stages}. */
    SDVariable stage(SDVariable output) {
        return output.rename(prefix.substring(0, prefix.length() - 1));
    }

    /** Returns whether a variable was named explicitly, rather than by SameDiff as in {@code add_2}. */
    static boolean isStage(String name) {
        return name.contains(".");
    }

    boolean has(String name) {
        return weights.arrays().containsKey(prefix + name);
    }

    /** Returns the variable of a parameter. The first call adds it to the graph. */
    SDVariable get(String name) {
        String key = prefix + name;
        return sd.hasVariable(key) ? sd.getVariable(key) : sd.var(key, weights.get(key));
    }
}
