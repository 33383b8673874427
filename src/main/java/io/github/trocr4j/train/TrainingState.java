package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state of a run after a step, to be saved or resumed from.
 *
 * @param progress progress of the run
 * @param tensors the trainer's own arrays, not copies: {@code weights.KEY} of all parameters, {@code adam_m.KEY} and
 *     {@code adam_v.KEY} (first and second moment) of those that AdamW trains, {@code muon.KEY} (mean gradient) of
 *     those that Muon trains, {@code average.KEY} if there is a moving average
 */
public record TrainingState(Progress progress, Map<String, INDArray> tensors) {
    /** Copies the map and keeps its order. */
    public TrainingState {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** Adds arrays under the names of one kind, such as {@code adam_m}. */
    static void add(Map<String, INDArray> tensors, String kind, Map<String, INDArray> arrays) {
        arrays.forEach((key, array) -> tensors.put(kind + "." + key, array));
    }

    /**
     * What must be the same when a run is resumed.
     *
     * @param recipe model and training
     * @param trainSha256 hash of the training digits or lines
     * @param threads number of threads; another number splits sums differently and changes the last bits
     * @param engine the engine, for the same reason
     */
    public record RunIdentity(Preset recipe, String trainSha256, int threads, GraphEngine engine) {}

    /**
     * The progress of a run. Together with the weights, the moments and the configuration it is the complete state of a
     * run: everything random is a function of the seed and the step, so the order of the digits and the position in the
     * epoch follow from {@code step}.
     *
     * @param step optimiser steps done
     * @param seconds of training so far, in all processes of the run
     * @param best digit accuracy of the best model so far; -1 before the first evaluation
     * @param bestStep the step of the best model
     * @param evaluationsSinceBest evaluations since then
     */
    public record Progress(long step, double seconds, double best, long bestStep, int evaluationsSinceBest) {
        /** The progress before the first step. */
        public static final Progress NONE = new Progress(0, 0, -1, 0, 0);

        Progress at(long newStep, double newSeconds) {
            return new Progress(newStep, newSeconds, best, bestStep, evaluationsSinceBest);
        }

        /**
         * Returns the progress after an evaluation of the current weights. If accuracies are equal the later model is
         * the best, since it has seen more strips.
         */
        Progress evaluated(double accuracy) {
            return accuracy >= best
                    ? new Progress(step, seconds, accuracy, step, 0)
                    : new Progress(step, seconds, best, bestStep, evaluationsSinceBest + 1);
        }

        /** Returns whether the last evaluation was that of the best model. */
        public boolean isBest() {
            return bestStep == step && best >= 0;
        }
    }
}
