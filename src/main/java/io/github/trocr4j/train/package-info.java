/** Training: recipes, batches, loss, gradients, optimiser, loop, checkpoints. */
package io.github.trocr4j.train;
