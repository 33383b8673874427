/** Training on several machines: workers in executors compute shares of a step, and the driver controls the run. */
package io.github.trocr4j.spark.train;
