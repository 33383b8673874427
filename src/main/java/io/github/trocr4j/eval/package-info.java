/** Metrics of a set of readings: exact strips, digits, positions, confusion, calibration. */
package io.github.trocr4j.eval;
