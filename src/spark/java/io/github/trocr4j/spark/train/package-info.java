/** Gradients of one training from many machines, with Apache Spark. Built with -Pspark only. */
package io.github.trocr4j.spark.train;
