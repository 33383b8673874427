/** Runs whose steps are computed on the executors of a cluster, and their additional files. */
package io.github.trocr4j.spark.run;
