package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;

/**
 * What must be the same when a run is resumed, or it would be another run.
 *
 * @param recipe model and training
 * @param trainDigitsSha256 hash of the training digits
 * @param threads of the computation; with another number sums are split differently and the last bits differ
 * @param engine that computes, for the same reason
 */
public record RunIdentity(Preset recipe, String trainDigitsSha256, int threads, GraphEngine engine) {}
