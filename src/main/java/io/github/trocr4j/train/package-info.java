/** Training: batches, loss, gradients, optimiser, loop. */
package io.github.trocr4j.train;
