/** Reads the pictures of a DataFrame with Apache Spark. Built with -Pspark only. */
package io.github.trocr4j.spark.read;
