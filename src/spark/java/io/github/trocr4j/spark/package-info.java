/** Reads and trains on Apache Spark: pictures of a DataFrame, gradients of many machines. Built with -Pspark only. */
package io.github.trocr4j.spark;
