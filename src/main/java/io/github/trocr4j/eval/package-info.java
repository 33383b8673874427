/** What a set of readings is worth: exact strips, digits, positions, confusion, calibration. */
package io.github.trocr4j.eval;
