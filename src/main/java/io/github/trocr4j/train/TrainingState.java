package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state of a run after a step, to be saved or resumed from.
 *
 * @param progress how far it has come
 * @param tensors the trainer's own arrays, not copies: {@code weights.KEY} of all parameters, {@code adam_m.KEY} and
 *     {@code adam_v.KEY} (first and second moment) of those that are trained, {@code average.KEY} where there is one
 */
public record TrainingState(Progress progress, Map<String, INDArray> tensors) {
    /** Keeps the order. */
    public TrainingState {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** The names of one kind, such as {@code adam_m}, for these keys. */
    static void add(Map<String, INDArray> tensors, String kind, Map<String, INDArray> arrays) {
        arrays.forEach((key, array) -> tensors.put(kind + "." + key, array));
    }

    /**
     * What must be the same when a run is resumed, or it would be another run.
     *
     * @param recipe model and training
     * @param trainDigitsSha256 hash of the training digits
     * @param threads of the computation; with another number sums are split differently and the last bits differ
     * @param engine that computes, for the same reason
     */
    public record RunIdentity(Preset recipe, String trainDigitsSha256, int threads, GraphEngine engine) {}

    /**
     * How far a run has come. Together with the weights, the moments and the configuration it is the whole state of a run:
     * everything random is a function of the seed and the step, so the order of the digits and the place in the epoch follow
     * from {@code step}.
     *
     * @param step optimiser steps done
     * @param seconds of training so far, over all processes of the run
     * @param best digit accuracy of the best model so far; -1 before the first evaluation
     * @param bestStep the step after which it was measured
     * @param evaluationsSinceBest evaluations since then
     */
    public record Progress(long step, double seconds, double best, long bestStep, int evaluationsSinceBest) {
        /** Before the first step. */
        public static final Progress NONE = new Progress(0, 0, -1, 0, 0);

        Progress at(long newStep, double newSeconds) {
            return new Progress(newStep, newSeconds, best, bestStep, evaluationsSinceBest);
        }

        /** After an evaluation of the weights of this step. Ties go to the later model, which has seen more strips. */
        Progress evaluated(double accuracy) {
            return accuracy >= best
                    ? new Progress(step, seconds, accuracy, step, 0)
                    : new Progress(step, seconds, best, bestStep, evaluationsSinceBest + 1);
        }

        /** Whether the last evaluation was that of the best model. */
        public boolean isBest() {
            return bestStep == step && best >= 0;
        }
    }
}
