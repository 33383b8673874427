/**
 * Runs: training with a validation split, resuming, evaluating, and the files of a run. Progress goes to a listener.
 */
package io.github.trocr4j.run;
