package io.github.trocr4j.model;

import io.github.trocr4j.engine.GraphEngine;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A place in the tree of parameters, as seen by one graph: {@code p.in("attention").in("output").get("weight")} is the
 * variable whose name is the checkpoint key. The same code therefore builds a graph over loaded and over fresh weights.
 */
record Parameters(SameDiff sd, Weights weights, GraphEngine engine, String prefix) {
    static Parameters root(SameDiff sd, Weights weights, GraphEngine engine) {
        if (engine == GraphEngine.PLANNED && weights.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    "Plans compute FLOAT only; " + weights.dataType() + " weights need the plain graph.");
        }
        return new Parameters(sd, weights, engine, "");
    }

    /** One level down. */
    Parameters in(String name) {
        return new Parameters(sd, weights, engine, prefix + name + ".");
    }

    /** One level down, into a numbered layer. */
    Parameters in(int index) {
        return in(Integer.toString(index));
    }

    /** An input of the graph, of the weights' type; -1 stands for any size. */
    SDVariable placeholder(String name, long... shape) {
        return sd.placeHolder(name, weights.dataType(), shape);
    }

    /** Gives the output of a module the module's name; see {@link TrainingGraph#stages}. */
    SDVariable stage(SDVariable output) {
        return output.rename(prefix.substring(0, prefix.length() - 1));
    }

    /** Whether the output of an operation has a name that was given, not one that SameDiff made up, such as add_2. */
    static boolean isStage(String name) {
        return name.contains(".");
    }

    boolean has(String name) {
        return weights.arrays().containsKey(prefix + name);
    }

    /** The variable of this name; put into the graph on first use. */
    SDVariable get(String name) {
        String key = prefix + name;
        return sd.hasVariable(key) ? sd.getVariable(key) : sd.var(key, weights.get(key));
    }
}
