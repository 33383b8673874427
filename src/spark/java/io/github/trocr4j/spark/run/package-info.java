/** Runs whose steps the executors of a cluster compute, and the files that such a run has besides. */
package io.github.trocr4j.spark.run;
