/**
 * Reading the pictures of a DataFrame. {@link io.github.trocr4j.spark.read.SparkReader} is the entry point; the other
 * types run in executors, list input files, or check the output folder.
 */
package io.github.trocr4j.spark.read;
