/**
 * Reads pictures of a DataFrame: {@link io.github.trocr4j.spark.read.SparkReader} is the function; the rest is what executors
 * do, and what becomes of a folder that is written.
 */
package io.github.trocr4j.spark.read;
