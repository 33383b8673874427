/** Reading and training on Apache Spark. Built with -Pspark only. */
package io.github.trocr4j.spark;
