/** Benchmarks of a model's time and memory. */
package io.github.trocr4j.bench;
