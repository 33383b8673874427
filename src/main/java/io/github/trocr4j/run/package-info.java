/** Runs: training with a split, resuming, evaluating, and the files that a run writes. It prints nothing. */
package io.github.trocr4j.run;
