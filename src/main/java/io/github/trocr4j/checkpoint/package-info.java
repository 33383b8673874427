/** Files that hold tensors by name. Everything read here is untrusted input. */
package io.github.trocr4j.checkpoint;
