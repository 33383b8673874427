/** Files that hold tensors by name. All input is untrusted. */
package io.github.trocr4j.checkpoint;
