/** Runs: training with a split, resuming, evaluating, and the files that a run writes. Events go to a listener. */
package io.github.trocr4j.run;
