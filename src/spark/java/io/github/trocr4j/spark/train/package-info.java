/** Training with many machines: workers in executors, each with its share of a step; the run itself stays in the driver. */
package io.github.trocr4j.spark.train;
