/** Measures how long the work of a model takes, and how much memory. */
package io.github.trocr4j.bench;
